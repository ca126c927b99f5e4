# {{jreleaserCreationStamp}}
class {{brewFormulaName}} < Formula
  desc "{{projectDescription}}"
  homepage "{{projectLinkHomepage}}"
  url "{{distributionUrl}}"
  version "{{projectVersion}}"
  sha256 "{{distributionChecksumSha256}}"
  license "{{projectLicense}}"

  {{#brewHasLivecheck}}
  livecheck do
    {{#brewLivecheck}}
    {{.}}
    {{/brewLivecheck}}
  end
  {{/brewHasLivecheck}}

  {{#brewDependencies}}
  depends_on {{.}}
  {{/brewDependencies}}

  def install
    libexec.install Dir["*"]
    (bin/"brievio").write_env_script libexec/"bin/brievio", Language::Java.java_home_env("25")
    bash_completion.install libexec/"completions/brievio.bash" => "brievio"
    zsh_completion.install libexec/"completions/_brievio"
    fish_completion.install libexec/"completions/brievio.fish"
    man1.install Dir[libexec/"man/*.1"]
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/brievio --version")
    assert_match "PASSED", shell_output("#{bin}/brievio verify --quiet --only 'chat.envelope.*'")
  end
end
