package dev.carafe.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A file of answers by the request's key, one a line. */
final class AnswersFile {
    private AnswersFile() {}

    static void write(Path file, Map<String, Struct> answers) throws IOException {
        Files.createDirectories(file.getParent());
        StringBuilder text = new StringBuilder("{\n");
        String separator = "";
        for (Map.Entry<String, Struct> each : answers.entrySet()) {
            text.append(separator)
                    .append(Json.toString(each.getKey()))
                    .append(": ")
                    .append(Json.toString(each.getValue()));
            separator = ",\n";
        }
        Files.writeString(file, text.append("\n}\n"), UTF_8);
    }

    static Map<String, Struct> read(Path file) throws IOException {
        Map<String, Struct> answers = new LinkedHashMap<>();
        try {
            Json.decodeStruct(Files.readAllBytes(file)).forEach((key, answer) -> answers.put(key, (Struct) answer));
        } catch (MalformedJsonException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
        return answers;
    }
}
