package com.brievio.proxy.image;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.openai.ContentPart;
import com.brievio.proxy.openai.Message;
import com.brievio.proxy.upstream.DataUri;
import com.brievio.proxy.upstream.Notes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Puts the images that an upstream does not fetch itself into the request, as data URIs. */
public final class ImageInliner {
    /** As large as a request with its images inside may be. */
    private static final int MOST_CHARS = 32 * 1024 * 1024;

    /** One transparent pixel. */
    private static final String PLACEHOLDER =
            "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=";

    private final ImageFetcher fetcher;

    /** Fetches by this. */
    public ImageInliner(ImageFetcher fetcher) {
        this.fetcher = fetcher;
    }

    /**
     * Returns the request with its images, the same where none has to be fetched.
     *
     * @param taken tells which URLs the upstream takes as they are
     * @throws com.brievio.proxy.error.ApiException with 400 where an image cannot be fetched
     * @throws InterruptedException when the server stops
     */
    public ChatRequest inlined(ChatRequest request, Predicate<String> taken)
            throws InterruptedException {
        Fetch fetch = new Fetch(taken);
        return replaced(request, fetch::parts);
    }

    /**
     * Returns the request with a placeholder for each image that would be fetched.
     *
     * @param notes told of each
     */
    public static ChatRequest pretended(ChatRequest request, Predicate<String> taken, Notes notes) {
        try {
            return replaced(
                    request,
                    parts -> {
                        List<ContentPart> all = new ArrayList<>();
                        for (ContentPart part : parts) {
                            if (isFetched(part, taken) && part instanceof ContentPart.Image image) {
                                notes.remark(
                                        image.path()
                                                + ": would be fetched; a placeholder stands here");
                                all.add(image.with(PLACEHOLDER));
                            } else {
                                all.add(part);
                            }
                        }
                        return all;
                    });
        } catch (InterruptedException e) {
            throw new IllegalStateException("nothing is waited for", e);
        }
    }

    /** Turns the parts of one message into others. */
    @FunctionalInterface
    private interface Parts {
        List<ContentPart> of(List<ContentPart> parts) throws InterruptedException;
    }

    private static ChatRequest replaced(ChatRequest request, Parts parts)
            throws InterruptedException {
        List<Message> messages = new ArrayList<>();
        boolean any = false;
        for (Message message : request.messages()) {
            Message inlined =
                    switch (message) {
                        case Message.User user ->
                                new Message.User(user.path(), parts.of(user.parts()));
                        case Message.ToolResult result ->
                                new Message.ToolResult(
                                        result.path(),
                                        result.callId(),
                                        parts.of(result.parts()),
                                        result.failed());
                        case Message.Instruction instruction -> instruction;
                        case Message.Assistant assistant -> assistant;
                    };
            any |= !inlined.equals(message);
            messages.add(inlined);
        }
        return any ? request.with(messages) : request;
    }

    /** Returns whether the request names an image that has to be fetched. */
    public static boolean fetches(ChatRequest request, Predicate<String> taken) {
        return request.messages().stream()
                .flatMap(message -> parts(message).stream())
                .anyMatch(part -> isFetched(part, taken));
    }

    private static List<ContentPart> parts(Message message) {
        return switch (message) {
            case Message.User user -> user.parts();
            case Message.ToolResult result -> result.parts();
            case Message.Instruction _, Message.Assistant _ -> List.of();
        };
    }

    private static boolean isFetched(ContentPart part, Predicate<String> taken) {
        return part instanceof ContentPart.Image image
                && !DataUri.is(image.url())
                && !taken.test(image.url());
    }

    /** The images of one request: one time limit and one size limit for all of them. */
    private final class Fetch {
        private final Predicate<String> taken;
        private final long deadline = fetcher.deadline();
        private long chars;

        Fetch(Predicate<String> taken) {
            this.taken = taken;
        }

        List<ContentPart> parts(List<ContentPart> parts) throws InterruptedException {
            List<ContentPart> inlined = new ArrayList<>();
            for (ContentPart part : parts) {
                boolean named = isFetched(part, taken);
                inlined.add(
                        named && part instanceof ContentPart.Image image ? inlined(image) : part);
            }
            return inlined;
        }

        private ContentPart inlined(ContentPart.Image image) throws InterruptedException {
            String path = image.path() + ".image_url.url";
            String uri = fetcher.dataUri(image.url(), path, deadline);
            chars += uri.length();
            if (chars > MOST_CHARS) {
                throw ApiError.invalid(
                                path,
                                "invalid_image_url",
                                path + ": the images of the request are larger than 32 MiB")
                        .exception();
            }
            return image.with(uri);
        }
    }
}
