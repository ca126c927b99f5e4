package com.brievio.proxy.upstream;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Guesses which model somebody meant: names that share most pairs of neighbouring letters. */
final class NearNames {
    private static final int MOST = 3;
    private static final double ENOUGH = 0.5;

    private NearNames() {}

    /** Returns at most three of the names, the nearest first; none that is only faintly alike. */
    static List<String> of(String typed, List<String> names) {
        return names.stream()
                .distinct()
                .filter(name -> likeness(typed, name) >= ENOUGH)
                .sorted(Comparator.comparingDouble((String name) -> -likeness(typed, name)))
                .limit(MOST)
                .toList();
    }

    /** Dice's coefficient: 0 for nothing in common, 1 for the same pairs. */
    private static double likeness(String a, String b) {
        Set<String> left = pairs(a);
        Set<String> right = pairs(b);
        int all = left.size() + right.size();
        left.retainAll(right);
        return all == 0 ? 0 : 2.0 * left.size() / all;
    }

    private static Set<String> pairs(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        Set<String> pairs = new HashSet<>();
        for (int i = 0; i + 2 <= lower.length(); i++) {
            pairs.add(lower.substring(i, i + 2));
        }
        return pairs;
    }
}
