package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.client.Thumbprint;
import dev.carafe.vsphere.vcenter.inventory.HostAccess;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.AboutInfo;
import dev.carafe.vsphere.vim.vim25.HostConnectSpec;
import dev.carafe.vsphere.vim.vim25.HostListSummary;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.InvalidLogin;
import dev.carafe.vsphere.vim.vim25.NoHost;
import dev.carafe.vsphere.vim.vim25.NotSupportedHost;
import dev.carafe.vsphere.vim.vim25.SSLVerifyFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at a host that is to be added, or whose access changes: is it there, is it the one that was meant, who is it. */
final class HostProbe {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SecretBox box;

    HostProbe(SecretBox box) {
        this.box = box;
    }

    /**
     * A host as it says it is, and the session by which it did.
     *
     * @param uuid its hardware's
     */
    record Found(HostAccess access, HostSession session, AboutInfo about, HostListSummary summary, String uuid) {}

    /**
     * Logs in at the host.
     *
     * @param before what the specification leaves out, null when it must be whole
     * @throws FaultException InvalidArgument, NoHost, SSLVerifyFault with the thumbprint that the host has, InvalidLogin,
     *     NotSupportedHost
     */
    Found look(HostConnectSpec spec, @Nullable HostAccess before) throws InterruptedException {
        HostAccess access = access(spec, before);
        verify(access);
        try {
            HostSession session = HostSession.open(access, box.open(access.sealedPassword()));
            try {
                AboutInfo about = session.content().about();
                if (!about.apiType().equals("HostAgent")) {
                    throw NotSupportedHost.builder()
                            .productName(about.name())
                            .productVersion(about.version())
                            .build()
                            .exception(access.address() + " is a " + about.name() + " and no host.");
                }
                HostListSummary summary = session.hostSystem(List.of("summary")).summary();
                if (summary == null || summary.hardware() == null) {
                    throw noHost(access, "it does not say what hardware it has", null);
                }
                return new Found(
                        access, session, about, summary, summary.hardware().uuid());
            } catch (RuntimeException | IOException e) {
                session.close();
                throw e;
            }
        } catch (IOException e) {
            throw noHost(access, String.valueOf(e.getMessage()), e);
        } catch (UncheckedIOException e) {
            throw noHost(access, String.valueOf(e.getMessage()), e);
        } catch (FaultException e) {
            if (e.fault() instanceof InvalidLogin) {
                throw InvalidLogin.builder()
                        .build()
                        .exception("Cannot complete login due to an incorrect user name or password of the host.");
            }
            throw e;
        }
    }

    private HostAccess access(HostConnectSpec spec, @Nullable HostAccess before) {
        String address = spec.hostName() == null ? (before == null ? null : before.address()) : spec.hostName();
        String user = spec.userName() == null ? (before == null ? null : before.user()) : spec.userName();
        if (address == null || address.isBlank()) {
            throw missing("hostName");
        }
        if (user == null) {
            throw missing("userName");
        }
        int port = spec.port() != null && spec.port() > 0
                ? spec.port()
                : before != null && spec.hostName() == null ? before.port() : HostAccess.HTTPS;
        int colon = address.lastIndexOf(':');
        boolean one = colon > 0 && (address.indexOf(':') == colon || address.charAt(colon - 1) == ']');
        if (one) {
            port = port(address.substring(colon + 1));
            address = address.substring(0, colon);
        }
        if (address.startsWith("[") && address.endsWith("]")) {
            address = address.substring(1, address.length() - 1);
        }
        if (spec.password() == null && before == null) {
            throw missing("password");
        }
        String sealed = spec.password() == null && before != null
                ? before.sealedPassword()
                : box.seal(spec.password() == null ? "" : spec.password());
        boolean same = before != null && before.address().equals(address) && before.port() == port;
        String known = same && before != null ? before.thumbprint() : "";
        String thumbprint = spec.sslThumbprint() == null ? known : spec.sslThumbprint();
        return new HostAccess(address, port, user, sealed, thumbprint);
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port > 0 && port < 65_536) {
                return port;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw InvalidArgument.builder()
                .invalidProperty("spec.hostName")
                .build()
                .exception("'" + text + "' is no port; a port is a number from 1 to 65535.");
    }

    private static FaultException missing(String property) {
        return InvalidArgument.builder()
                .invalidProperty("spec." + property)
                .build()
                .exception("A host cannot be added without its " + property + ".");
    }

    /** Whether the host's certificate is the one that was meant. */
    private static void verify(HostAccess access) {
        X509Certificate certificate;
        try {
            certificate = CertificateProbe.certificate(access.address(), access.port(), PATIENCE);
        } catch (IOException e) {
            throw noHost(access, String.valueOf(e.getMessage()), e);
        }
        try {
            String sha1 = Thumbprint.sha1(certificate).text();
            String sha256 = Thumbprint.sha256(certificate).text();
            if (!access.thumbprint().equalsIgnoreCase(sha1)
                    && !access.thumbprint().equalsIgnoreCase(sha256)) {
                throw SSLVerifyFault.builder()
                        .selfSigned(certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()))
                        .thumbprint(sha1)
                        .build()
                        .exception("Authenticity of the host's SSL certificate is not verified. Its thumbprint is "
                                + sha1 + " (SHA-256 " + sha256 + ").");
            }
        } catch (GeneralSecurityException e) {
            throw noHost(access, "its certificate cannot be read", e);
        }
    }

    private static FaultException noHost(HostAccess access, String why, @Nullable Exception cause) {
        return new FaultException(
                NoHost.builder().name(access.address()).build(),
                "Unable to communicate with the host '" + access.address() + "': " + why,
                cause);
    }
}
