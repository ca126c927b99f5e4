package com.brievio.proxy.upstream;

import com.brievio.proxy.RouteRule;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A rule made ready for many names. */
record RouteMatcher(RouteRule rule, Pattern pattern) {
    static RouteMatcher of(RouteRule rule) {
        String regex =
                Stream.of(rule.pattern().split("\\*", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining("(.*)"));
        return new RouteMatcher(rule, Pattern.compile(regex, Pattern.DOTALL));
    }

    /** Returns the name that the upstream is sent, or null where the rule is not for the name. */
    @Nullable String modelFor(String name) {
        Matcher matcher = pattern.matcher(name);
        String model = rule.model();
        if (!matcher.matches()) {
            return null;
        }
        if (model == null) {
            return name;
        }
        return matcher.groupCount() == 0 ? model : model.replace("*", matcher.group(1));
    }
}
