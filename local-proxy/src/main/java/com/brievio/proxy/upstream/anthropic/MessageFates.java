package com.brievio.proxy.upstream.anthropic;

import static com.brievio.proxy.upstream.FieldFate.carried;
import static com.brievio.proxy.upstream.FieldFate.ignored;
import static com.brievio.proxy.upstream.FieldFate.refused;

import com.brievio.proxy.upstream.FieldFate;
import java.util.LinkedHashMap;
import java.util.Map;

/** What becomes of everything inside messages on Claude (mapping.md section 3). */
final class MessageFates {
    private MessageFates() {}

    /** Returns the fates in the order of the document. */
    static Map<String, FieldFate> all() {
        Map<String, FieldFate> fates = new LinkedHashMap<>();
        roles(fates);
        parts(fates);
        turns(fates);
        return fates;
    }

    private static void roles(Map<String, FieldFate> fates) {
        fates.put(
                "role `system`, `developer`",
                carried("a block of `system` each, wherever it stands, in order"));
        fates.put("role `user`", carried("a `user` message; neighbours of one role are merged"));
        fates.put("role `assistant`", carried("an `assistant` message"));
        fates.put(
                "role `assistant` first",
                ignored("kept; a user message `.` is put in front, which is reported"));
        fates.put(
                "role `assistant` last",
                refused(
                        "continued by models up to 4.5; a 400 on later ones, or an instruction"
                                + " under `--prefill instruct`"));
        fates.put(
                "role `tool`, `function`",
                carried(
                        "a `tool_result`, all results of a turn first in one `user` message, in the"
                                + " order of the calls"));
        fates.put("only instructions", refused("a 400: Claude needs a user message"));
        fates.put("`name`", ignored("Claude has no counterpart"));
    }

    private static void parts(Map<String, FieldFate> fates) {
        fates.put("text, part `text`", carried("a `text` block; blank text is dropped"));
        fates.put(
                "part `image_url`, data URI",
                carried(
                        "an `image` block; jpeg, png, gif, webp by the bytes; a PDF: a `document`"
                                + " block; others are a 400"));
        fates.put(
                "part `image_url`, https",
                carried("an `image` block by URL; on Bedrock and Vertex fetched by brievio"));
        fates.put("`image_url.detail`", ignored("other than `auto`"));
        fates.put("part `input_audio`", refused("a 400: Claude takes no sound"));
        fates.put(
                "part `file`, `file_data`",
                carried(
                        "a `document` block of a PDF, or of text of any kind as plain text,"
                                + " `filename` as `title`; Converse takes office formats too; others,"
                                + " and empty files, are a 400"));
        fates.put("part `file`, `file_id`", refused("a 400: there is no file store"));
    }

    private static void turns(Map<String, FieldFate> fates) {
        fates.put(
                "`refusal`",
                carried("a `text` block; ignored, reported, where there is text beside it"));
        fates.put(
                "`tool_calls`",
                carried(
                        "`tool_use` blocks; ids fitted to Claude's pattern and made unique; a call"
                                + " without result, or arguments that are no object, is a 400; nothing,"
                                + " `null` and `[]` are an empty object; of a key twice, and of two"
                                + " results, the last counts, reported"));
        fates.put("`tool_calls` of type `custom`", refused("a 400"));
        fates.put(
                "calls in the history, no `tools`",
                ignored("minimal tools are declared and none allowed; `tools` is reported"));
        fates.put(
                "`thinking_blocks`",
                carried(
                        "put back where Claude made them, by the memory or by `position`, else in"
                                + " front of the turn; empty signatures and marks in them are left"
                                + " out"));
        fates.put(
                "Anthropic's parts `tool_use`, `tool_result`, `image`, `thinking`",
                ignored("taken as what they mean, reported"));
        fates.put(
                "`reasoning_content`, `reasoning`",
                carried(
                        "not sent: it has no signature; the signed blocks of a turn with calls are"
                                + " remembered and put back"));
        fates.put(
                "`cache_control`",
                carried(
                        "kept on parts, messages and tools; beyond four the first go, five minutes"
                                + " before an hour become an hour, reported"));
        fates.put("part `image_url` in a `tool` message", carried("inside the `tool_result`"));
    }
}
