package com.brievio.proxy.image;

import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.openai.ContentPart;
import com.brievio.proxy.openai.Message;
import com.brievio.proxy.upstream.DataUri;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Puts the images that an upstream does not fetch itself into the request, as data URIs. */
public final class ImageInliner {
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
        List<Message> messages = new ArrayList<>();
        boolean any = false;
        for (Message message : request.messages()) {
            Message inlined =
                    switch (message) {
                        case Message.User user ->
                                new Message.User(user.path(), parts(user.parts(), taken));
                        case Message.ToolResult result ->
                                new Message.ToolResult(
                                        result.path(),
                                        result.callId(),
                                        parts(result.parts(), taken));
                        case Message.Instruction instruction -> instruction;
                        case Message.Assistant assistant -> assistant;
                    };
            any |= !inlined.equals(message);
            messages.add(inlined);
        }
        return any ? request.with(messages) : request;
    }

    private List<ContentPart> parts(List<ContentPart> parts, Predicate<String> taken)
            throws InterruptedException {
        List<ContentPart> inlined = new ArrayList<>();
        for (ContentPart part : parts) {
            boolean fetch =
                    part instanceof ContentPart.Image image
                            && !DataUri.is(image.url())
                            && !taken.test(image.url());
            inlined.add(
                    fetch && part instanceof ContentPart.Image image
                            ? image.with(
                                    fetcher.dataUri(image.url(), image.path() + ".image_url.url"))
                            : part);
        }
        return inlined;
    }
}
