package com.brievio.proxy.stream;

/**
 * One dispatched server-sent event.
 *
 * @param event the {@code event:} field, "" where absent
 * @param data the {@code data:} lines joined by a line feed
 */
public record SseFrame(String event, String data) {}
