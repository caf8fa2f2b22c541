package dev.carafe.kubernetes.apiserver.authentication;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apiserver.metrics.Histogram;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/**
 * A client certificate's common name is the user, its organizations are the groups. The TLS layer has already verified the
 * chain and that the certificate is for clients (apiserver's authentication/request/x509).
 */
public final class X509Authenticator implements Authenticator {
    /** The part of a subject that is the user's UID (k8s.io/apimachinery/pkg/apis/asn1), and what it is read as. */
    private static final Map<String, String> UID = Map.of("1.3.6.1.4.1.57683.2", "KUBERNETESUID");

    private final Histogram expiration;
    private final InstantSource clock;
    private final boolean readsUid;

    /**
     * The authenticator.
     *
     * @param expiration takes for how long each certificate is good still, in seconds
     * @param readsUid whether a certificate may name its user's UID too
     */
    public X509Authenticator(Histogram expiration, InstantSource clock, boolean readsUid) {
        this.expiration = expiration;
        this.clock = clock;
        this.readsUid = readsUid;
    }

    @Override
    public Optional<UserInfo> authenticate(Credentials credentials) {
        if (credentials.certificates().isEmpty()) {
            return Optional.empty();
        }
        X509Certificate leaf = credentials.certificates().getFirst();
        expiration.observe(Duration.between(clock.instant(), leaf.getNotAfter().toInstant())
                        .toMillis()
                / 1e3);
        try {
            LdapName subject = new LdapName(leaf.getSubjectX500Principal().getName(X500Principal.RFC2253, UID));
            List<String> names = values(subject, "CN");
            if (names.isEmpty() || names.getLast().isEmpty()) {
                return Optional.empty();
            }
            String id = "X509SHA256="
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(leaf.getEncoded()));
            return Optional.of(new UserInfo(
                    names.getLast(), uid(subject), values(subject, "O"), Map.of(UserInfos.CREDENTIAL_ID, List.of(id))));
        } catch (InvalidNameException | CertificateEncodingException _) {
            return Optional.empty(); // a subject that cannot be read names nobody
        } catch (NamingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private String uid(LdapName subject) throws NamingException {
        List<String> uids = readsUid ? values(subject, UID.values().iterator().next()) : List.of();
        if (uids.size() > 1 || uids.contains("")) {
            throw StatusError.unauthorized("Unauthorized");
        }
        return uids.isEmpty() ? "" : uids.getFirst();
    }

    /** The values of one attribute, in the order of the certificate, also where one part of the name holds several. */
    private static List<String> values(LdapName subject, String type) throws NamingException {
        List<String> values = new ArrayList<>();
        for (Rdn part : subject.getRdns()) {
            NamingEnumeration<? extends Attribute> attributes =
                    part.toAttributes().getAll();
            while (attributes.hasMore()) {
                Attribute attribute = attributes.next();
                if (attribute.getID().equalsIgnoreCase(type) && attribute.get() instanceof String value) {
                    values.add(value);
                }
            }
        }
        return values;
    }
}
