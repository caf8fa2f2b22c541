package dev.carafe.kubernetes.apimachinery.cel;

import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.cel.common.exceptions.CelInvalidArgumentException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.OpaqueValue;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** URLs and their parts (k8s.io/apiserver/pkg/cel/library, urls.go). */
final class UrlFunctions {
    private static final OpaqueType TYPE = OpaqueType.create("kubernetes.URL");

    private UrlFunctions() {}

    /** A URL, absolute or a rooted path. */
    private static final class Url extends OpaqueValue {
        private final URI uri;

        Url(URI uri) {
            this.uri = uri;
        }

        @Override
        public Url value() {
            return this;
        }

        @Override
        public OpaqueType celType() {
            return TYPE;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Url url && uri.equals(url.uri);
        }

        @Override
        public int hashCode() {
            return uri.hashCode();
        }
    }

    static void add(Functions functions) {
        functions.type(TYPE, Url.class);
        functions.global(
                "url",
                "string_to_url",
                TYPE,
                arguments -> new Url(parse((String) arguments[0])
                        .orElseThrow(() ->
                                new CelInvalidArgumentException("URL parse error during conversion from string: parse "
                                        + Quoted.of((String) arguments[0])
                                        + ": invalid URI for request"))),
                SimpleType.STRING);
        functions.global(
                "isURL",
                "is_url_string",
                SimpleType.BOOL,
                arguments -> parse((String) arguments[0]).isPresent(),
                SimpleType.STRING);
        part(functions, "getScheme", "url_get_scheme", uri -> orEmpty(uri.getScheme()));
        part(functions, "getHost", "url_get_host", UrlFunctions::host);
        part(functions, "getHostname", "url_get_hostname", UrlFunctions::hostname);
        part(functions, "getPort", "url_get_port", uri -> uri.getPort() < 0 ? "" : String.valueOf(uri.getPort()));
        part(functions, "getEscapedPath", "url_get_escaped_path", uri -> orEmpty(uri.getRawPath()));
        CelType query = MapType.create(SimpleType.STRING, ListType.create(SimpleType.STRING));
        functions.member("getQuery", "url_get_query", query, arguments -> query(((Url) arguments[0]).uri), TYPE);
    }

    /** A part of a URL. */
    @FunctionalInterface
    private interface Part {
        String of(URI uri);
    }

    private static void part(Functions functions, String name, String overload, Part part) {
        functions.member(name, overload, SimpleType.STRING, arguments -> part.of(((Url) arguments[0]).uri), TYPE);
    }

    private static Optional<URI> parse(String text) {
        try {
            URI uri = new URI(text);
            boolean rooted = text.startsWith("/") || (uri.getScheme() != null && !uri.isOpaque());
            return rooted ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static String host(URI uri) {
        String hostname = orEmpty(uri.getHost());
        return uri.getPort() < 0 ? hostname : hostname + ":" + uri.getPort();
    }

    private static String hostname(URI uri) {
        String host = orEmpty(uri.getHost());
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static Map<String, List<String>> query(URI uri) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String pair : orEmpty(uri.getRawQuery()).split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                values.computeIfAbsent(URLDecoder.decode(name, StandardCharsets.UTF_8), _ -> new ArrayList<>())
                        .add(URLDecoder.decode(value, StandardCharsets.UTF_8));
            }
        }
        return values;
    }
}
