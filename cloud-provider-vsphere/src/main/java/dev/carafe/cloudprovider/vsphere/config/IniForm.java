package dev.carafe.cloudprovider.vsphere.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The INI form, as Go's gcfg reads it: {@code [section]} and {@code [section "subsection"]}; {@code name = value}, a name
 * alone for true; {@code ;} and {@code #} begin comments; a value may stand in double quotes, with {@code \"}, {@code \\},
 * {@code \n} and {@code \t} in it; a line that ends with a backslash goes on in the next. Names of sections and variables
 * are read whatever their case. What is not known is passed over.
 */
final class IniForm {
    /** Names in this form and what the YAML form calls them. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("user", "user"),
            Map.entry("password", "password"),
            Map.entry("server", "server"),
            Map.entry("port", "port"),
            Map.entry("insecure-flag", "insecureFlag"),
            Map.entry("datacenters", "datacenters"),
            Map.entry("soap-roundtrip-count", "soapRoundtripCount"),
            Map.entry("ca-file", "caFile"),
            Map.entry("thumbprint", "thumbprint"),
            Map.entry("secret-name", "secretName"),
            Map.entry("secret-namespace", "secretNamespace"),
            Map.entry("secrets-directory", "secretsDirectory"),
            Map.entry("ip-family", "ipFamily"),
            Map.entry("zone", "zone"),
            Map.entry("region", "region"),
            Map.entry("internal-network-subnet-cidr", "internalNetworkSubnetCidr"),
            Map.entry("external-network-subnet-cidr", "externalNetworkSubnetCidr"),
            Map.entry("internal-vm-network-name", "internalVmNetworkName"),
            Map.entry("external-vm-network-name", "externalVmNetworkName"),
            Map.entry("exclude-internal-network-subnet-cidr", "excludeInternalNetworkSubnetCidr"),
            Map.entry("exclude-external-network-subnet-cidr", "excludeExternalNetworkSubnetCidr"));

    /** What is a list in the YAML form has commas between its values here. */
    private static final List<String> LISTS = List.of("datacenters", "ipFamily");

    private final Map<String, Map<String, List<String>>> sections = new LinkedHashMap<>();
    private final Map<String, Map<String, List<String>>> virtualCenters = new LinkedHashMap<>();

    private IniForm() {}

    static RawConfig read(String text) throws ConfigException {
        IniForm form = new IniForm();
        Map<String, List<String>> section = null;
        List<String> lines = joined(text);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.charAt(0) == ';' || line.charAt(0) == '#') {
                continue;
            }
            if (line.charAt(0) == '[') {
                section = form.section(line, i + 1);
            } else {
                put(section, line, i + 1);
            }
        }
        Map<String, Section> centers = new LinkedHashMap<>();
        form.virtualCenters.forEach((name, values) -> centers.put(name, new Section(values)));
        return new RawConfig(form.named("global"), centers, form.named("labels"), form.named("nodes"), true);
    }

    private Section named(String name) {
        return new Section(sections.getOrDefault(name, Map.of()));
    }

    /** The lines, each with those that continue it; the places of those are left empty so that counts stay true. */
    private static List<String> joined(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder open = null;
        int swallowed = 0;
        for (String line : text.split("\r?\n", -1)) {
            StringBuilder current = open == null ? new StringBuilder() : open;
            current.append(line);
            if (isContinued(line)) {
                current.setLength(current.length() - 1);
                open = current;
                swallowed++;
                continue;
            }
            lines.add(current.toString());
            for (; swallowed > 0; swallowed--) {
                lines.add("");
            }
            open = null;
        }
        if (open != null) {
            lines.add(open.toString());
        }
        return lines;
    }

    /** Whether a line ends with an odd number of backslashes. */
    private static boolean isContinued(String line) {
        int end = line.length();
        while (end > 0 && line.charAt(end - 1) == '\\') {
            end--;
        }
        return (line.length() - end) % 2 == 1;
    }

    private Map<String, List<String>> section(String line, int number) throws ConfigException {
        int end = line.startsWith("[") ? closing(line) : -1;
        if (end < 0) {
            throw malformed(number, "expected section name and ']'");
        }
        String inside = line.substring(1, end).strip();
        int quote = inside.indexOf('"');
        String name = (quote < 0 ? inside : inside.substring(0, quote)).strip().toLowerCase(Locale.ROOT);
        if (name.isEmpty() || (quote >= 0 && (inside.length() < quote + 2 || !inside.endsWith("\"")))) {
            throw malformed(number, "expected section name");
        }
        if (!name.equals("virtualcenter")) {
            return sections.computeIfAbsent(name, _ -> new LinkedHashMap<>());
        }
        String sub = quote < 0 ? "" : value(inside.substring(quote), number);
        return virtualCenters.computeIfAbsent(sub, _ -> new LinkedHashMap<>());
    }

    /** Where the bracket that closes a section's name is, outside of quotes; -1 for nowhere. */
    private static int closing(String line) {
        boolean quoted = false;
        for (int i = 1; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ']' && !quoted) {
                return i;
            }
        }
        return -1;
    }

    private static void put(@Nullable Map<String, List<String>> section, String line, int number)
            throws ConfigException {
        if (section == null) {
            throw malformed(number, "expected section header");
        }
        int equals = line.indexOf('=');
        String name = (equals < 0 ? withoutComment(line) : line.substring(0, equals)).strip();
        if (name.isEmpty()
                || !Character.isLetter(name.charAt(0))
                || name.chars().anyMatch(c -> c <= ' ')) {
            throw malformed(number, "expected variable name");
        }
        String known = NAMES.get(name.toLowerCase(Locale.ROOT));
        String value = equals < 0 ? "true" : value(line.substring(equals + 1).strip(), number);
        if (known != null) {
            section.put(known, LISTS.contains(known) ? split(value) : List.of(value));
        }
    }

    private static List<String> split(String value) {
        List<String> parts = new ArrayList<>();
        for (String part : value.split(",", -1)) {
            if (!part.isBlank()) {
                parts.add(part.strip());
            }
        }
        return parts;
    }

    private static String withoutComment(String line) {
        int end = line.length();
        for (char mark : new char[] {';', '#'}) {
            int at = line.indexOf(mark);
            end = at < 0 ? end : Math.min(end, at);
        }
        return line.substring(0, end);
    }

    /** A value up to its comment, without its quotes; spaces inside stay. */
    private static String value(String text, int number) throws ConfigException {
        StringBuilder value = new StringBuilder();
        int kept = 0; // how much of it stays when spaces at the end are cut off
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
                kept = value.length();
            } else if (c == '\\') {
                i++;
                value.append(escaped(i < text.length() ? text.charAt(i) : ' ', number));
                kept = value.length();
            } else if (!quoted && (c == ';' || c == '#')) {
                break;
            } else {
                value.append(c);
                kept = quoted || c > ' ' ? value.length() : kept;
            }
        }
        if (quoted) {
            throw malformed(number, "string not terminated");
        }
        return value.substring(0, kept);
    }

    private static char escaped(char c, int number) throws ConfigException {
        return switch (c) {
            case '"', '\\' -> c;
            case 'n' -> '\n';
            case 't' -> '\t';
            default -> throw malformed(number, "unknown escape sequence");
        };
    }

    private static ConfigException malformed(int line, String why) {
        return new ConfigException("line " + line + ": " + why);
    }
}
