package com.brievio.conformance.check;

import com.brievio.conformance.wire.Exchange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Reads bodies that came compressed. */
final class Gunzip {
    private Gunzip() {}

    /** Returns the body unpacked, or null where it is no whole gzip. */
    static byte @Nullable [] whole(byte[] body) {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return in.readAllBytes();
        } catch (IOException e) {
            return null;
        }
    }

    /** Returns how many unpacked bytes could be had after each read of the response. */
    static List<Integer> growth(Exchange.Response response) {
        List<Integer> lengths = new ArrayList<>();
        for (Exchange.Read read : response.reads()) {
            lengths.add(available(response.body(), read.end()));
        }
        return lengths;
    }

    private static int available(byte[] body, int end) {
        int count = 0;
        byte[] buffer = new byte[4096];
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body, 0, end))) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                count += n;
            }
            return count;
        } catch (IOException e) {
            return count;
        }
    }
}
