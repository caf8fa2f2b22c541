package dev.carafe.kubernetes.apimachinery.cel;

import com.google.common.collect.ImmutableList;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.cel.common.types.ListType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.OpaqueValue;
import dev.cel.common.values.OptionalValue;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Named formats that text is held to (k8s.io/apiserver/pkg/cel/library, format.go). */
final class FormatFunctions {
    private static final OpaqueType TYPE = OpaqueType.create("kubernetes.NamedFormat");
    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}");

    private static final Map<String, Format> FORMATS = new TreeMap<>();

    static {
        format("dns1123Label", 30, Names::dns1123Label);
        format("dns1123Subdomain", 60, Names::dns1123Subdomain);
        format("dns1035Label", 30, Names::dns1035Label);
        format("qualifiedName", 60, Names::qualifiedName);
        format("dns1123LabelPrefix", 30, text -> Names.dns1123Label(unfinished(text)));
        format("dns1123SubdomainPrefix", 60, text -> Names.dns1123Subdomain(unfinished(text)));
        format("dns1035LabelPrefix", 30, text -> Names.dns1035Label(unfinished(text)));
        format("labelValue", 40, Names::labelValue);
        format("uri", 1_000, text -> told(isUri(text), "invalid URI for request"));
        format("uuid", 80, text -> told(UUID.matcher(text).matches(), "does not match the UUID format"));
        format("byte", 90, text -> told(isBase64(text), "invalid base64"));
        format("date", 160, text -> told(isDate(text), "invalid date"));
        format("datetime", 160, text -> told(isDateTime(text), "invalid datetime"));
    }

    private FormatFunctions() {}

    private static void format(String name, long regexSize, Function<String, List<String>> faults) {
        FORMATS.put(name, new Format(name, regexSize, faults));
    }

    /** A named format. */
    @SuppressWarnings("Immutable") // it is, though its parts do not say so
    static final class Format extends OpaqueValue {
        private final String name;
        private final long regexSize;
        private final Function<String, List<String>> faults;

        Format(String name, long regexSize, Function<String, List<String>> faults) {
            this.name = name;
            this.regexSize = regexSize;
            this.faults = faults;
        }

        /** About as many characters as a regular expression for it has, which its cost is counted by. */
        long regexSize() {
            return regexSize;
        }

        @Override
        public Format value() {
            return this;
        }

        @Override
        public OpaqueType celType() {
            return TYPE;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Format format && name.equals(format.name);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }
    }

    static void add(Functions functions) {
        functions.type(TYPE, Format.class);
        FORMATS.forEach((name, format) ->
                functions.global("format." + name, "format-" + name.toLowerCase(Locale.ROOT), TYPE, _ -> format));
        functions.global(
                "format.named",
                "format-named",
                OptionalType.create(TYPE),
                arguments -> {
                    Format format = FORMATS.get((String) arguments[0]);
                    return format == null ? OptionalValue.EMPTY : OptionalValue.create(format);
                },
                SimpleType.STRING);
        functions.member(
                "validate",
                "format-validate",
                OptionalType.create(ListType.create(SimpleType.STRING)),
                arguments -> {
                    List<String> faults = ((Format) arguments[0]).faults.apply((String) arguments[1]);
                    return faults.isEmpty() ? OptionalValue.EMPTY : OptionalValue.create(ImmutableList.copyOf(faults));
                },
                TYPE,
                SimpleType.STRING);
    }

    /** A prefix of names, which may end with a dash, as a name. */
    private static String unfinished(String prefix) {
        return prefix.length() > 1 && prefix.endsWith("-") ? prefix.substring(0, prefix.length() - 1) + "a" : prefix;
    }

    private static List<String> told(boolean right, String fault) {
        return right ? List.of() : List.of(fault);
    }

    private static boolean isUri(String text) {
        try {
            URI uri = new URI(text);
            return uri.isAbsolute() || text.startsWith("/");
        } catch (URISyntaxException _) {
            return false;
        }
    }

    private static boolean isBase64(String text) {
        try {
            return text.length() % 4 == 0 && Base64.getDecoder().decode(text) != null;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static boolean isDate(String text) {
        try {
            return LocalDate.parse(text) != null;
        } catch (DateTimeException _) {
            return false;
        }
    }

    private static boolean isDateTime(String text) {
        try {
            return OffsetDateTime.parse(text) != null;
        } catch (DateTimeException _) {
            return false;
        }
    }
}
