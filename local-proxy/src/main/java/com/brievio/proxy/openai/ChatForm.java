package com.brievio.proxy.openai;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.stream.ByteSink;
import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.stream.ResponseForm;
import tools.jackson.databind.node.ObjectNode;

/** The response of OpenAI's chat API (openai-chat.md sections 7 and 8). */
public final class ChatForm implements ResponseForm {
    private final ChunkRenderer renderer;
    private final CompletionFolder folder;

    /** Makes one response. */
    public ChatForm(ReplyFrame frame) {
        this.renderer = new ChunkRenderer(frame);
        this.folder = new CompletionFolder(frame);
    }

    @Override
    public void render(ModelEvent event, ByteSink out) {
        renderer.render(event, out);
    }

    @Override
    public void end(ByteSink out) {
        renderer.end(out);
    }

    @Override
    public void fold(ModelEvent event) {
        folder.add(event);
    }

    @Override
    public ObjectNode whole() {
        return folder.completion();
    }

    @Override
    public String failure(ApiError error) {
        return ChunkRenderer.errorFrame(error);
    }

    @Override
    public String ping() {
        return ChunkRenderer.PING;
    }
}
