package dev.carafe.vsphere.esxi.vmx;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The writing of dictionaries: {@code key = "value"}, where in a value {@code |22} stands for the byte 0x22, so that quotes, bars
 * and ends of lines can be in it; {@code #} begins a comment; {@code .encoding} names the character set of the whole file.
 */
final class VmxText {
    private static final Pattern KEY = Pattern.compile("[^\\s=\"#|\\p{Cntrl}\uFEFF]{1," + VmxFile.KEY_MAX + "}");
    private static final Pattern ENCODING = Pattern.compile(
            "^\\s*\\.encoding\\s*=\\s*\"?([A-Za-z0-9._:-]+)", Pattern.MULTILINE | Pattern.CASE_INSENSITIVE);

    private VmxText() {}

    static boolean isKey(String key) {
        return isPlainKey(key) || KEY.matcher(key).matches();
    }

    /** Whether it is of letters, digits and dots as nearly all keys are. */
    private static boolean isPlainKey(String key) {
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if ((c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '.' || c > ':' || c == '/')) {
                return false;
            }
        }
        return !key.isEmpty() && key.length() <= VmxFile.KEY_MAX;
    }

    static List<String> lines(byte[] content) throws CorruptVmxException {
        if (content.length > VmxFile.BYTES_MAX) {
            throw new CorruptVmxException(
                    0, "The file has " + content.length + " bytes, more than " + VmxFile.BYTES_MAX + ".");
        }
        String text = decoded(content);
        return text.startsWith("\uFEFF")
                ? text.substring(1).lines().toList()
                : text.lines().toList();
    }

    static VmxFile.Line line(String text, int number) throws CorruptVmxException {
        String line = text.strip();
        if (line.isEmpty() || line.startsWith("#")) {
            return new VmxFile.Line.Remark(text);
        }
        int equals = line.indexOf('=');
        String key = equals < 0 ? line : line.substring(0, equals).strip();
        if (equals < 0 || !isKey(key)) {
            throw new CorruptVmxException(number, "Syntax error: a line has the form key = \"value\".");
        }
        String rest = line.substring(equals + 1).strip();
        return new VmxFile.Line.Setting(key, rest.startsWith("\"") ? quoted(rest, number) : bare(rest, number), number);
    }

    static String escaped(String value) {
        StringBuilder text = new StringBuilder(value.length() + 8);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c == '"' || c == '|' || c == 0x7f) {
                for (byte b : String.valueOf(c).getBytes(UTF_8)) {
                    text.append('|').append(HexFormat.of().withUpperCase().toHexDigits(b));
                }
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    private static String quoted(String rest, int number) throws CorruptVmxException {
        int end = rest.indexOf('"', 1);
        if (end < 0) {
            throw new CorruptVmxException(number, "Syntax error: the quotation mark is not closed.");
        }
        String after = rest.substring(end + 1).strip();
        if (!after.isEmpty() && !after.startsWith("#")) {
            throw new CorruptVmxException(number, "Syntax error: there is something after the value.");
        }
        return unescaped(rest.substring(1, end), number);
    }

    private static String bare(String rest, int number) throws CorruptVmxException {
        int comment = rest.indexOf('#');
        String value = (comment < 0 ? rest : rest.substring(0, comment)).strip();
        if (value.indexOf('"') >= 0) {
            throw new CorruptVmxException(number, "Syntax error: a quotation mark stands within the value.");
        }
        return unescaped(value, number);
    }

    private static String unescaped(String value, int number) throws CorruptVmxException {
        if (value.indexOf('|') < 0) {
            return value;
        }
        StringBuilder text = new StringBuilder(value.length());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c != '|') {
                flush(bytes, text);
                text.append(c);
                continue;
            }
            if (i + 2 >= value.length()
                    || !HexFormat.isHexDigit(value.charAt(i + 1))
                    || !HexFormat.isHexDigit(value.charAt(i + 2))) {
                throw new CorruptVmxException(number, "Syntax error: after | there must be two hexadecimal digits.");
            }
            bytes.write(HexFormat.fromHexDigits(value, i + 1, i + 3));
            i += 2;
        }
        flush(bytes, text);
        return text.toString();
    }

    /** Bytes written one after another are one text in UTF-8, or characters each if they are not. */
    private static void flush(ByteArrayOutputStream bytes, StringBuilder text) {
        if (bytes.size() > 0) {
            try {
                text.append(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())));
            } catch (CharacterCodingException _) {
                text.append(bytes.toString(ISO_8859_1));
            }
            bytes.reset();
        }
    }

    private static String decoded(byte[] content) throws CorruptVmxException {
        Matcher named = ENCODING.matcher(new String(content, ISO_8859_1));
        String name = named.find() ? named.group(1) : "UTF-8";
        try {
            return Charset.forName(name)
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            throw new CorruptVmxException(0, "The character encoding \"" + name + "\" is not known.");
        } catch (CharacterCodingException wrong) {
            throw new CorruptVmxException(
                    badLine(content, Charset.forName(name)),
                    "It is not text in " + name.toUpperCase(Locale.ROOT) + ".");
        }
    }

    private static int badLine(byte[] content, Charset charset) {
        int start = 0;
        int number = 1;
        for (int i = 0; i <= content.length; i++) {
            if (i == content.length || content[i] == '\n') {
                try {
                    charset.newDecoder().decode(ByteBuffer.wrap(content, start, i - start));
                } catch (CharacterCodingException _) {
                    return number;
                }
                start = i + 1;
                number++;
            }
        }
        return 0;
    }
}
