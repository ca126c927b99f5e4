package com.brievio.proxy.server;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Text that clients or upstreams chose, made fit for a header line. */
final class HeaderText {
    /** Some clients take no more than 8 or 16 KB of headers in all. */
    private static final int LONGEST = 4096;

    private HeaderText() {}

    /** Joins the paths with a comma; what does not fit is counted, and stands in the log whole. */
    static String list(List<String> paths) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < paths.size(); i++) {
            String next = visible(paths.get(i));
            if (text.length() + next.length() > LONGEST) {
                return text + (i == 0 ? "" : ", ") + "(+" + (paths.size() - i) + " more)";
            }
            text.append(i == 0 ? "" : ", ").append(next);
        }
        return text.toString();
    }

    /** Percent-encodes every byte that is no visible ASCII. */
    static String visible(String text) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b > 0x20 && b < 0x7f && b != '%') {
                out.append((char) b);
            } else {
                out.append(String.format("%%%02X", b & 0xff));
            }
        }
        return out.toString();
    }
}
