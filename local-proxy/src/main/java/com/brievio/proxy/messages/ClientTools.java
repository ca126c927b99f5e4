package com.brievio.proxy.messages;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.Fields;
import com.brievio.proxy.openai.ToolDefinition;
import tools.jackson.databind.node.ObjectNode;

/**
 * Anthropic's tools that the client itself carries out, as plain functions: Claude knows them by
 * their type, others need a description and a schema.
 */
final class ClientTools {
    private ClientTools() {}

    /** Returns the function for a tool of this type. */
    static ToolDefinition of(String path, String type, String name, Fields tool) {
        ObjectNode schema = Json.object().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        String description;
        if (type.startsWith("bash_")) {
            description = "Runs a command in a persistent bash session and returns what it prints.";
            string(properties, "command", "The command to run.");
            properties
                    .putObject("restart")
                    .put("type", "boolean")
                    .put("description", "Whether to restart the session instead.");
        } else if (type.startsWith("computer_")) {
            description =
                    "Controls a desktop of %s by %s pixels: takes screenshots, moves the mouse, types."
                            .formatted(tool.get("display_width_px"), tool.get("display_height_px"));
            string(properties, "action", "screenshot, mouse_move, left_click, type, key, …");
            properties
                    .putObject("coordinate")
                    .put("type", "array")
                    .putObject("items")
                    .put("type", "integer");
            string(properties, "text", "What to type, or the keys to press.");
            schema.putArray("required").add("action");
        } else {
            boolean memory = type.startsWith("memory_");
            description =
                    memory
                            ? "Reads and writes notes that outlive this conversation, as files below"
                                    + " /memories."
                            : "Views, creates and edits text files.";
            string(
                    properties,
                    "command",
                    "view, create, str_replace, insert" + (memory ? ", delete, rename" : ""));
            string(properties, "path", "Path of the file or folder.");
            string(properties, "file_text", "The content for create.");
            string(properties, "old_str", "The text that str_replace replaces.");
            string(properties, "new_str", "The text that takes its place.");
            properties.putObject("insert_line").put("type", "integer");
            string(properties, "insert_text", "The text that insert adds.");
            properties
                    .putObject("view_range")
                    .put("type", "array")
                    .putObject("items")
                    .put("type", "integer");
            if (memory) {
                string(properties, "old_path", "What rename renames.");
                string(properties, "new_path", "Its new path.");
            }
            schema.putArray("required").add("command");
        }
        return new ToolDefinition(path, name, description, schema, false, null);
    }

    private static void string(ObjectNode properties, String name, String description) {
        properties.putObject(name).put("type", "string").put("description", description);
    }
}
