package dev.carafe.vsphere.vmomi.option;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.vmomi.store.WholeFile;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Options in a file of lines {@code key type value}; key and value are written as in a URL. */
public final class FileOptionStore implements OptionStore {
    private static final int PARTS = 3;

    private final WholeFile file;

    /** Its folder must be there. */
    public FileOptionStore(Path path) {
        file = new WholeFile(path);
    }

    @Override
    public Map<String, Object> load() throws IOException {
        Map<String, Object> options = new LinkedHashMap<>();
        String text = file.read().map(bytes -> new String(bytes, UTF_8)).orElse("");
        for (String line : text.lines().toList()) {
            String[] parts = line.split(" ", -1);
            try {
                if (parts.length != PARTS) {
                    throw new IllegalArgumentException("it has " + parts.length + " parts instead of " + PARTS);
                }
                options.put(decoded(parts[0]), value(parts[1], decoded(parts[2])));
            } catch (IllegalArgumentException e) {
                throw new IOException("a line of " + file.path() + " is no option: " + e.getMessage(), e);
            }
        }
        return options;
    }

    private static Object value(String type, String text) {
        return switch (type) {
            case "string" -> text;
            case "boolean" -> Boolean.valueOf(text);
            case "int" -> Integer.valueOf(text);
            case "long" -> Long.valueOf(text);
            case "float" -> Float.valueOf(text);
            case "double" -> Double.valueOf(text);
            default -> throw new IllegalArgumentException("there is no type " + type);
        };
    }

    @Override
    public void save(Map<String, Object> options) throws IOException {
        StringBuilder text = new StringBuilder();
        options.forEach((key, value) -> text.append(URLEncoder.encode(key, UTF_8))
                .append(' ')
                .append(type(value))
                .append(' ')
                .append(URLEncoder.encode(value.toString(), UTF_8))
                .append('\n'));
        file.write(text.toString().getBytes(UTF_8));
    }

    private static String type(Object value) {
        return switch (value) {
            case Boolean _ -> "boolean";
            case Integer _ -> "int";
            case Long _ -> "long";
            case Float _ -> "float";
            case Double _ -> "double";
            default -> "string";
        };
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, UTF_8);
    }
}
