package com.brievio.proxy.openai;

import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a request looks to its client, so that reports and errors name the client's own fields.
 *
 * @param tree the request as it came
 * @param names turns the JSON path of a chat field into the client's; other paths stay
 */
public record ClientFields(ObjectNode tree, UnaryOperator<String> names) {
    /** Returns the fields of a chat request. */
    public static ClientFields ofChat(ObjectNode tree) {
        return new ClientFields(tree, UnaryOperator.identity());
    }
}
