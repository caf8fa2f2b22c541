package dev.carafe.kubernetes.kubelet.server;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;

/**
 * Finds out who sends a request and whether he may (upstream {@code pkg/kubelet/server/auth.go}).
 * Nobody is anonymous here.
 */
final class Authentication {
    private static final String MASTERS = "system:masters";
    private static final String BEARER = "Bearer ";

    private final KubeletAuthorizer authorizer;

    Authentication(KubeletAuthorizer authorizer) {
        this.authorizer = authorizer;
    }

    /** By certificate, which TLS has verified, or else by token. */
    Optional<User> user(Request request) {
        if (request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE) instanceof EndPoint.SslSessionData tls) {
            X509Certificate[] certificates = tls.peerCertificates();
            if (certificates != null && certificates.length > 0) {
                return subject(certificates[0]);
            }
        }
        String header = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        if (header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return authorizer.authenticate(header.substring(BEARER.length()).strip());
        }
        return Optional.empty();
    }

    /** Whether the user may do that with any of the node's subresources, the finest first. */
    boolean allowed(User user, String verb, List<String> subresources) {
        if (user.groups().contains(MASTERS)) {
            return true;
        }
        for (String subresource : subresources) {
            if (authorizer.allowed(user, verb, subresource)) {
                return true;
            }
        }
        return false;
    }

    /** Under which subresources a path is authorized. */
    static List<String> subresources(String path) {
        String first = path.split("/", 3).length > 1 ? path.split("/", 3)[1] : "";
        return switch (first.toLowerCase(Locale.ROOT)) {
            case "stats" -> List.of("stats");
            case "metrics" -> List.of("metrics");
            case "logs" -> List.of("log");
            case "pods", "runningpods" -> List.of("pods", "proxy");
            case "healthz" -> List.of("healthz", "proxy");
            default -> List.of("proxy");
        };
    }

    /** The verb of a method; what opens streams into a container creates something, however it is asked for. */
    static String verb(Request request, boolean opensStreams) {
        if (opensStreams) {
            return "create";
        }
        return switch (request.getMethod()) {
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> "delete";
            default -> "get";
        };
    }

    /** The common name is the user, the organizations are the groups. */
    static Optional<User> subject(X509Certificate certificate) {
        String user = "";
        List<String> groups = new ArrayList<>();
        try {
            for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                NamingEnumeration<? extends Attribute> attributes =
                        rdn.toAttributes().getAll();
                while (attributes.hasMore()) {
                    Attribute attribute = attributes.next();
                    if (attribute.getID().equalsIgnoreCase("CN")) {
                        user = String.valueOf(attribute.get());
                    } else if (attribute.getID().equalsIgnoreCase("O")) {
                        Enumeration<?> values = attribute.getAll();
                        while (values.hasMoreElements()) {
                            groups.add(String.valueOf(values.nextElement()));
                        }
                    }
                }
            }
        } catch (InvalidNameException _) {
            return Optional.empty();
        } catch (NamingException _) {
            return Optional.empty();
        }
        groups.add("system:authenticated");
        return user.isEmpty() ? Optional.empty() : Optional.of(new User(user, "", List.copyOf(groups), Map.of()));
    }
}
