package com.brievio.proxy.upstream.gemini;

import static com.brievio.proxy.upstream.FieldFate.carried;
import static com.brievio.proxy.upstream.FieldFate.ignored;
import static com.brievio.proxy.upstream.FieldFate.refused;

import com.brievio.proxy.upstream.FieldFate;
import java.util.LinkedHashMap;
import java.util.Map;

/** What becomes of everything inside messages on Gemini (mapping.md section 3). */
final class GeminiMessageFates {
    private GeminiMessageFates() {}

    /** Returns the fates in the order of the document. */
    static Map<String, FieldFate> all() {
        Map<String, FieldFate> fates = new LinkedHashMap<>();
        fates.put(
                "role `system`, `developer`",
                carried("a part of `systemInstruction` each, wherever it stands, in order"));
        fates.put("role `user`", carried("a `user` content; neighbours of one role are merged"));
        fates.put("role `assistant`", carried("a `model` content"));
        fates.put(
                "role `assistant` first",
                ignored("kept; a user content `.` is put in front, which is reported"));
        fates.put(
                "role `assistant` last",
                carried("continued; a 400 on 3.6 Flash, 3.5 Flash-Lite and later"));
        fates.put(
                "role `tool`, `function`",
                carried(
                        "a `functionResponse` with `{\"output\": text}`, all of a turn in one"
                                + " content, in the order of the calls"));
        fates.put("only instructions", refused("a 400: Gemini needs a user message"));
        fates.put("`name`", ignored("Gemini has no counterpart"));
        fates.put("text, part `text`", carried("a text part; blank text is dropped"));
        fates.put(
                "part `image_url`, data URI",
                carried("`inlineData`; png, jpeg, webp, heic, heif, gif, PDF by the bytes"));
        fates.put(
                "part `image_url`, `gs://`, YouTube, Files API",
                carried("`fileData`, where the platform takes the address"));
        fates.put("`image_url.detail`", ignored("other than `auto`"));
        fates.put("part `input_audio`", carried("`inlineData` of `audio/wav` or `audio/mp3`"));
        fates.put(
                "part `file`, `file_data`",
                carried(
                        "`inlineData` of the file's type; text of any kind as plain text; an empty"
                                + " file is a 400"));
        fates.put("part `file`, `file_id`", refused("a 400: there is no file store"));
        fates.put(
                "`refusal`",
                carried("a text part; ignored, reported, where there is text beside it"));
        fates.put(
                "`tool_calls`",
                carried(
                        "`functionCall` parts with their thought signature: from"
                                + " `extra_content.google`, else remembered, else the documented"
                                + " value that skips the check; `id` only where Gemini made it"));
        fates.put("`tool_calls` of type `custom`", refused("a 400"));
        fates.put(
                "`reasoning_content`, `thinking_blocks`",
                carried("not sent: Gemini signs its calls, not its thoughts"));
        fates.put("`cache_control`", carried("not sent: Gemini caches by itself"));
        fates.put(
                "part `image_url` in a `tool` message",
                carried("inside the `functionResponse`; a 400 before 3"));
        return fates;
    }
}
