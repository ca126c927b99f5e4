package com.brievio.proxy.coding;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.brotli.dec.BrotliInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The value of a {@code Content-Encoding} header (RFC 9110, section 8.4).
 *
 * @param names the codings in the order in which they were applied, lower case; {@code identity} is
 *     left out, so that none means a body that is not packed
 */
public record ContentCoding(List<String> names) {
    private static final Set<String> KNOWN = Set.of("gzip", "x-gzip", "deflate", "br");

    /** Copies the names. */
    public ContentCoding {
        names = List.copyOf(names);
    }

    /** Reads the header; null is no coding. */
    public static ContentCoding of(@Nullable String header) {
        return new ContentCoding(
                header == null
                        ? List.of()
                        : Stream.of(header.split(",", -1))
                                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                                .filter(name -> !name.isEmpty() && !name.equals("identity"))
                                .toList());
    }

    /** Tells whether the body is packed. */
    public boolean packs() {
        return !names.isEmpty();
    }

    /** Returns the first coding that cannot be unpacked here, or null. */
    public @Nullable String unknown() {
        return names.stream().filter(name -> !KNOWN.contains(name)).findFirst().orElse(null);
    }

    /** Returns the first coding that is not among these, or null. */
    public @Nullable String otherThan(Set<String> taken) {
        return names.stream().filter(name -> !taken.contains(name)).findFirst().orElse(null);
    }

    /** Tells whether a client with this {@code Accept-Encoding} header takes the body as it is. */
    public boolean isAcceptedBy(@Nullable String acceptEncoding) {
        if (acceptEncoding == null) {
            return !packs();
        }
        List<String> accepted =
                Stream.of(acceptEncoding.toLowerCase(Locale.ROOT).split(",", -1))
                        .map(String::strip)
                        .filter(item -> !item.matches(".*;\\s*q=0(\\.0*)?"))
                        .map(item -> item.replaceFirst("\\s*;.*", ""))
                        .toList();
        return names.stream().allMatch(name -> accepted.contains(name) || accepted.contains("*"));
    }

    /**
     * Returns the unpacked body. Nothing is read before the first byte is asked for; what is no
     * such coding is an {@link IOException} then. Brotli is read 4 KiB ahead, so that a stream in
     * it comes in pieces of that size.
     */
    public InputStream unpacked(InputStream packed) {
        InputStream body = packed;
        for (String name : names.reversed()) {
            InputStream inside = body;
            body = new Lazy(inside, () -> unpacked(name, inside));
        }
        return body;
    }

    private static InputStream unpacked(String name, InputStream packed) throws IOException {
        return switch (name) {
            case "gzip", "x-gzip" -> new GZIPInputStream(packed);
            case "deflate" -> inflated(packed);
            case "br" -> new BrotliInputStream(packed);
            default -> throw new IOException("unknown coding " + name);
        };
    }

    /** Some send the raw format under this name, not that of zlib. */
    private static InputStream inflated(InputStream packed) throws IOException {
        PushbackInputStream in = new PushbackInputStream(packed, 2);
        byte[] head = in.readNBytes(2);
        in.unread(head);
        boolean zlib =
                head.length == 2
                        && (head[0] & 0x0f) == 8
                        && ((head[0] & 0xff) * 256 + (head[1] & 0xff)) % 31 == 0;
        return new InflaterInputStream(in, new Inflater(!zlib));
    }

    private interface Maker {
        InputStream make() throws IOException;
    }

    /** A stream that is made when it is first read: its maker reads a header. */
    private static final class Lazy extends InputStream {
        private final InputStream packed;
        private final Maker maker;
        private @Nullable InputStream made;

        Lazy(InputStream packed, Maker maker) {
            this.packed = packed;
            this.maker = maker;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            int n = read(one, 0, 1);
            return n < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                InputStream in = made;
                if (in == null) {
                    in = maker.make();
                    made = in;
                }
                return in.read(bytes, offset, length);
            } catch (RuntimeException e) {
                throw new IOException("the body cannot be unpacked", e);
            }
        }

        @Override
        public void close() throws IOException {
            packed.close();
        }
    }
}
