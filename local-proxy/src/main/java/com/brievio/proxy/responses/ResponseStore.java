package com.brievio.proxy.responses;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps responses for {@code previous_response_id}, {@code item_reference} and {@code GET}. An
 * owner sees its own only. Implementations may be shared by several copies of the proxy, so a
 * look-up may take time: it must not run on a loop unless {@link #answersAtOnce}.
 */
public interface ResponseStore {
    /** Keeps nothing. */
    ResponseStore NONE =
            new ResponseStore() {
                @Override
                public @Nullable Stored response(String id, String owner) {
                    return null;
                }

                @Override
                public @Nullable ObjectNode item(String id, String owner) {
                    return null;
                }

                @Override
                public void keep(Stored stored, String owner) {}

                @Override
                public boolean delete(String id, String owner) {
                    return false;
                }
            };

    /**
     * A response that is kept.
     *
     * @param response the object as the client got it
     * @param ownItems the input items of its own request, each with an id
     * @param expanded all input that the model saw: earlier turns first, references resolved
     */
    record Stored(ObjectNode response, List<ObjectNode> ownItems, List<ObjectNode> expanded) {
        /** Copies the lists. */
        public Stored {
            ownItems = List.copyOf(ownItems);
            expanded = List.copyOf(expanded);
        }
    }

    /** Returns the response, or null where it is not kept or belongs to another owner. */
    @Nullable Stored response(String id, String owner);

    /** Returns the item of any kept request or response, or null. */
    @Nullable ObjectNode item(String id, String owner);

    /** Keeps the response; what is too large is not kept. */
    void keep(Stored stored, String owner);

    /** Forgets the response; returns whether it was there. */
    boolean delete(String id, String owner);

    /** Returns whether a look-up takes no time. */
    default boolean answersAtOnce() {
        return true;
    }
}
