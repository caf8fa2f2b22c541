package dev.carafe.kubernetes.api.generator;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the comments in the source of one model class of the fabric8 client say. The source is read line by line and never compiled: its
 * generator writes a comment before the class and before each getter, with {@code @JsonProperty} between that and the method.
 */
final class ModelSource {
    private static final Pattern PROPERTY = Pattern.compile("@JsonProperty\\(\"([^\"]+)\"\\)");

    /** What the generator writes for the end of a line. */
    private static final String LINE_END = "<br><p> ";

    private final Map<String, String> fields = new TreeMap<>();
    private String description = "";
    private String comment = "";

    private ModelSource() {}

    static ModelClass parse(String source) {
        ModelSource model = new ModelSource();
        List<String> lines = source.lines().map(String::strip).toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.equals("/**")) {
                StringBuilder text = new StringBuilder();
                for (i++; i < lines.size() && !lines.get(i).equals("*/"); i++) {
                    text.append(text.isEmpty() ? "" : " ").append(lines.get(i).replaceFirst("^\\* ?", ""));
                }
                model.comment = decoded(text.toString());
            } else {
                model.code(line);
            }
        }
        return new ModelClass(model.description, model.fields);
    }

    private void code(String line) {
        Matcher property = PROPERTY.matcher(line);
        if (line.startsWith("public class ")) {
            description = comment;
            comment = "";
        } else if (property.matches()) {
            // a field that refers to a structure has the comment of the class that it is in
            if (!comment.isEmpty() && !comment.equals(description)) {
                fields.putIfAbsent(property.group(1), comment);
            }
            comment = "";
        } else if (!line.startsWith("@") && (line.endsWith(";") || line.endsWith("{"))) {
            comment = "";
        }
    }

    private static String decoded(String text) {
        return text.replace(LINE_END, "\n")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&#42;", "*")
                .replace("&amp;", "&")
                .strip();
    }
}
