package com.brievio.proxy.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.responses.ResponseStore.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What is kept, for whom and how long. */
class MemoryResponseStoreTest {
    private Instant now = Instant.ofEpochSecond(1_760_000_000);
    private final MemoryResponseStore store = new MemoryResponseStore(() -> now);

    private static ObjectNode item(String id, String text) {
        return Json.object().put("id", id).put("type", "message").put("text", text);
    }

    private static Stored stored(String id, String text) {
        ObjectNode response = Json.object().put("id", id);
        response.putArray("output").add(item("out_" + id, text));
        return new Stored(
                response, List.of(item("in_" + id, "Hi")), List.of(item("in_" + id, "Hi")));
    }

    @Test
    void returnsResponsesAndItemsToTheirOwnerOnly() {
        store.keep(stored("r1", "x"), "me");
        assertThat(store.response("r1", "me")).isNotNull();
        assertThat(store.item("out_r1", "me")).isEqualTo(item("out_r1", "x"));
        assertThat(store.item("in_r1", "me")).isEqualTo(item("in_r1", "Hi"));
        assertThat(store.response("r1", "you")).isNull();
        assertThat(store.item("out_r1", "you")).isNull();
        assertThat(store.delete("r1", "you")).isFalse();
        assertThat(store.delete("r1", "me")).isTrue();
        assertThat(store.response("r1", "me")).isNull();
        assertThat(store.item("out_r1", "me")).isNull();
    }

    @Test
    void forgetsAfterADay() {
        store.keep(stored("r1", "x"), "me");
        now = now.plus(Duration.ofHours(24));
        assertThat(store.response("r1", "me")).isNotNull();
        now = now.plusSeconds(1);
        assertThat(store.response("r1", "me")).isNull();
        assertThat(store.item("out_r1", "me")).isNull();
    }

    @Test
    void whatWasUsedLeastRecentlyGoesFirst() {
        for (int i = 0; i < 2000; i++) {
            store.keep(stored("r" + i, "x"), "me");
        }
        assertThat(store.response("r0", "me")).isNotNull();
        store.keep(stored("new", "x"), "me");
        assertThat(store.response("r0", "me")).isNotNull();
        assertThat(store.response("r1", "me")).isNull();
        assertThat(store.item("out_r1", "me")).isNull();
    }

    @Test
    void whatIsTooLargeIsNotKeptAndTheSumIsBounded() {
        store.keep(stored("huge", "x".repeat(9 * 1024 * 1024)), "me");
        assertThat(store.response("huge", "me")).isNull();
        for (int i = 0; i < 10; i++) {
            store.keep(stored("large" + i, "x".repeat(7 * 1024 * 1024)), "me");
        }
        assertThat(store.response("large0", "me")).isNull();
        assertThat(store.response("large9", "me")).isNotNull();
    }
}
