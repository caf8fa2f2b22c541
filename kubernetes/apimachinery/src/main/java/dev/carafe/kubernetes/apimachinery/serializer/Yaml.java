package dev.carafe.kubernetes.apimachinery.serializer;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ScannerException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** YAML in UTF-8 to values and back. All methods are thread-safe. */
public final class Yaml {
    /** The longest text accepted, in code points; above the largest request body, so that the body's bound decides. */
    private static final int SIZE_MAX = 16 << 20;

    private static final LoadSettings SETTINGS =
            LoadSettings.builder().setCodePointLimit(SIZE_MAX).build();

    private Yaml() {}

    /** Reads the first document; null where there is none. Of a key written twice the last one counts. */
    public static Object decode(byte[] bytes) throws MalformedYamlException {
        return decode(bytes, _ -> {});
    }

    /**
     * As {@link #decode(byte[])}, and names each key that is written twice.
     *
     * @param duplicates takes a message for each, such as {@code line 4: key "a" already set in map}
     */
    public static Object decode(byte[] bytes, Consumer<String> duplicates) throws MalformedYamlException {
        List<Object> documents = documents(bytes, 1, duplicates);
        return documents.isEmpty() ? dev.carafe.kubernetes.apimachinery.value.Null.NULL : documents.getFirst();
    }

    /** Reads all documents; those without content are left out. */
    public static List<Object> decodeAll(byte[] bytes) throws MalformedYamlException {
        List<Object> documents = new ArrayList<>(documents(bytes, Integer.MAX_VALUE, _ -> {}));
        documents.removeIf(dev.carafe.kubernetes.apimachinery.value.Null.NULL::equals);
        return documents;
    }

    private static List<Object> documents(byte[] bytes, int max, Consumer<String> duplicates)
            throws MalformedYamlException {
        String text = text(bytes);
        try {
            YamlComposer composer =
                    new YamlComposer(new Parse(SETTINGS).parseString(text).iterator(), duplicates);
            return composer.documents(max);
        } catch (MarkedYamlEngineException e) {
            throw new MalformedYamlException(describe(e));
        } catch (YamlEngineException e) {
            throw new MalformedYamlException("yaml: " + e.getMessage());
        }
    }

    private static String text(byte[] bytes) throws MalformedYamlException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException _) {
            throw new MalformedYamlException("yaml: invalid leading UTF-8 octet");
        }
    }

    /** The line is counted as go-yaml does: that of the context if there is one, and a scanner's from 1. */
    private static String describe(MarkedYamlEngineException e) {
        int context = e.getContextMark().map(Mark::getLine).orElse(0);
        int line =
                context != 0 ? context : e.getProblemMark().map(Mark::getLine).orElse(0);
        if (line != 0 && e instanceof ScannerException) {
            line++;
        }
        return "yaml: " + (line == 0 ? "" : "line " + line + ": ") + words(String.valueOf(e.getProblem()));
    }

    /** The commonest complaints in go-yaml's words. */
    private static String words(String problem) {
        if (problem.startsWith("mapping values are not allowed")) {
            return "mapping values are not allowed in this context";
        }
        if (problem.startsWith("could not find expected ':'")) {
            return "could not find expected ':'";
        }
        if (problem.startsWith("found character") && problem.contains("cannot start any token")) {
            return "found character that cannot start any token";
        }
        if (problem.startsWith("expected <block end>")) {
            return "did not find expected key";
        }
        return problem;
    }

    /** The value as YAML with sorted keys, each sequence at the indentation of its key. */
    public static byte[] encode(Object value) {
        return toString(value).getBytes(StandardCharsets.UTF_8);
    }

    /** As {@link #encode}. */
    public static String toString(Object value) {
        return new YamlWriter().write(value);
    }
}
