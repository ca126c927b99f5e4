package com.brievio.conformance.report;

import com.brievio.conformance.Profile;
import com.brievio.conformance.Report;
import com.brievio.conformance.Target;
import com.brievio.conformance.wire.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A badge a profile: met, not met or undecided; never a score, which would mix unlike things. */
public final class Badges {
    private static final int HEIGHT = 20;

    private Badges() {}

    /**
     * Returns the files of the badges, name and content: {@code PROFILE.json} as shields.io reads
     * it and {@code PROFILE.svg}; below a folder for each target where there are several.
     */
    public static Map<String, String> write(List<Report> reports) {
        Map<String, String> files = new LinkedHashMap<>();
        for (Report report : reports) {
            String folder = reports.size() == 1 ? "" : folder(report.target()) + "/";
            for (Profile profile : report.profiles()) {
                String label = "brievio " + profile.label();
                Report.Standing standing = report.standing(profile);
                String message = standing.words().toLowerCase(Locale.ROOT);
                files.put(folder + profile.label() + ".json", json(label, message, standing));
                files.put(folder + profile.label() + ".svg", svg(label, message, standing));
            }
        }
        return files;
    }

    /** A name of its own for each target, which stays below the folder of the badges. */
    private static String folder(Target target) {
        String name = target.name() == null ? "" : target.name() + "-";
        return Html.id(name + target.model()).replace('.', '-');
    }

    private static String json(String label, String message, Report.Standing standing) {
        String colour =
                switch (standing) {
                    case MET -> "brightgreen";
                    case NOT_MET -> "red";
                    case UNDECIDED -> "lightgrey";
                };
        return Json.pretty(
                        Json.object()
                                .put("schemaVersion", 1)
                                .put("label", label)
                                .put("message", message)
                                .put("color", colour))
                + "\n";
    }

    private static String svg(String label, String message, Report.Standing standing) {
        String colour =
                switch (standing) {
                    case MET -> "#1a7f4b";
                    case NOT_MET -> "#b3261e";
                    case UNDECIDED -> "#5e5b57";
                };
        int left = width(label);
        int right = width(message);
        int whole = left + right;
        return """
        <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" role="img" aria-label="%3$s: %4$s">
          <title>%3$s: %4$s</title>
          <rect width="%1$d" height="%2$d" rx="3" fill="#3a3833"/>
          <path d="M%5$d 0h%6$da3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-%6$dz" fill="%7$s"/>
          <g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">
            <text x="%8$d" y="14">%3$s</text>
            <text x="%9$d" y="14">%4$s</text>
          </g>
        </svg>
        """
                .formatted(
                        whole,
                        HEIGHT,
                        label,
                        message,
                        left,
                        right - 3,
                        colour,
                        left / 2,
                        left + right / 2);
    }

    private static int width(String text) {
        return 12 + 7 * text.length();
    }
}
