package com.brievio.proxy.upstream.anthropic;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The document formats that Bedrock's Converse takes (anthropic.md section 10, "Converse"). */
public final class DocumentFormats {
    private static final Map<String, String> BY_TYPE =
            Map.of(
                    "application/pdf", "pdf",
                    "text/plain", "txt",
                    "text/csv", "csv",
                    "text/html", "html",
                    "text/markdown", "md",
                    "application/msword", "doc",
                    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                            "docx",
                    "application/vnd.ms-excel", "xls",
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx");

    private DocumentFormats() {}

    /** Returns Converse's word for the media type, or null where it takes none. */
    public static @Nullable String of(String mediaType) {
        return BY_TYPE.get(mediaType);
    }
}
