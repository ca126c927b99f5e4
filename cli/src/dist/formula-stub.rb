# What of Homebrew's formula language our formula uses, enough to install it into a folder and run its test.
require 'digest'
require 'fileutils'
require 'pathname'
require 'tmpdir'

class Pathname
  def install(*items)
    items.flatten.each do |item|
      (item.is_a?(Hash) ? item.to_a : [[item, nil]]).each do |source, name|
        raise "missing #{source}" unless File.exist?(source.to_s)

        mkpath
        FileUtils.cp_r(source.to_s, name ? join(name) : self)
      end
    end
  end

  def write_env_script(target, env)
    raise "missing #{target}" unless File.exist?(target.to_s)

    dirname.mkpath
    variables = env.map { |key, value| "#{key}=\"#{value}\" " }.join
    write("#!/bin/sh\n#{variables}exec \"#{target}\" \"$@\"\n")
    chmod(0o755)
  end
end

module Language
  module Java
    def self.java_home_env(_version = nil) = { JAVA_HOME: ENV.fetch('JAVA_FOR_FORMULA') }
  end
end

class Formula
  class << self
    attr_reader :fields, :test_block

    def method_missing(name, *values) = (@fields ||= {})[name] = values
    def respond_to_missing?(*) = true
    def livecheck = nil
    def test(&block) = @test_block = block
  end

  def initialize(prefix) = @prefix = Pathname(prefix)
  def libexec = @prefix / 'libexec'
  def bin = @prefix / 'bin'
  def man1 = @prefix / 'share/man/man1'
  def bash_completion = @prefix / 'etc/bash_completion.d'
  def zsh_completion = @prefix / 'share/zsh/site-functions'
  def fish_completion = @prefix / 'share/fish/vendor_completions.d'
  def version = self.class.fields[:version][0]

  def shell_output(command)
    output = `#{command}`
    raise "#{command} ended with #{$?.exitstatus}" unless $?.success?

    output
  end

  def assert_match(expected, actual)
    raise "no #{expected} in #{actual}" unless actual.include?(expected)
  end
end

formula, archive = ARGV
load File.expand_path(formula)
type = ObjectSpace.each_object(Class).find { |each| each < Formula }
raise 'sha256 differs' unless type.fields[:sha256][0] == Digest::SHA256.file(archive).hexdigest

Dir.mktmpdir do |folder|
  system('unzip', '-q', File.expand_path(archive), '-d', folder) or raise 'unzip failed'
  Dir.chdir(Dir["#{folder}/*"][0]) do
    instance = type.new("#{folder}/keg")
    instance.install
    instance.instance_eval(&type.test_block)
    installed = Dir["#{folder}/keg/**/*"].count { |file| File.file?(file) }
    puts "formula ok: #{type} #{instance.version}, #{installed} files, depends on #{type.fields[:depends_on].inspect}"
  end
end
