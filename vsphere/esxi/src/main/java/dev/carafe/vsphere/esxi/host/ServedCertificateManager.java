package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.HostCertificateManager;
import dev.carafe.vsphere.vim.vim25.HostCertificateManagerCertificateInfo;
import dev.carafe.vsphere.vim.vim25.HostCertificateManagerCertificateSpec;
import dev.carafe.vsphere.vim.vim25.HostCertificateManagerProperties;
import dev.carafe.vsphere.vim.vim25.HostConfigFault;
import dev.carafe.vsphere.vim.vim25.HostConfigInfo;
import dev.carafe.vsphere.vim.vim25.HostListSummary;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.SystemError;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The host's own certificate. One that is installed is shown to connections that are opened from then on.
 *
 * @param shown has the server show what there is now
 */
record ServedCertificateManager(
        HostModel model, HostAddresses addresses, ObjectRegistry registry, InstantSource clock, Shown shown)
        implements HostCertificateManager, ServedObject {
    static final ManagedObjectReference<HostCertificateManager> REFERENCE =
            new ManagedObjectReference<>("HostCertificateManager", "ha-certificate-manager");

    private static final System.Logger LOG = System.getLogger(ServedCertificateManager.class.getName());
    /** What hosts have certificates for. */
    private static final String MACHINE = "Machine";

    /** Has the server show the certificate that is in the host's file. */
    @FunctionalInterface
    interface Shown {
        /** @throws IOException when it cannot be read; the one before is shown then */
        void anew() throws IOException;
    }

    @Override
    public ManagedObjectReference<HostCertificateManager> reference() {
        return REFERENCE;
    }

    HostCertificateManagerProperties properties() {
        return HostCertificateManagerProperties.builder()
                .certificateInfo(info())
                .build();
    }

    private HostCertificateManagerCertificateInfo info() {
        X509Certificate own = model.certificate().certificate();
        Instant end = own.getNotAfter().toInstant();
        return HostCertificateManagerCertificateInfo.builder()
                .kind(MACHINE)
                .issuer(own.getIssuerX500Principal().getName())
                .subject(own.getSubjectX500Principal().getName())
                .notBefore(own.getNotBefore().toInstant())
                .notAfter(end)
                .status(end.isBefore(clock.instant()) ? "expired" : "good")
                .build();
    }

    @Override
    public List<HostCertificateManagerCertificateInfo> retrieveCertificateInfoList() {
        return List.of(info());
    }

    @Override
    public String generateCertificateSigningRequest(
            boolean useIpAddressAsCommonName, @Nullable HostCertificateManagerCertificateSpec spec) {
        Optional<String> address = addresses.management().map(HostAddresses.Management::address);
        String name = useIpAddressAsCommonName
                ? address.orElseThrow(() -> refused("This host has no address for clients."))
                : model.name();
        return generateCertificateSigningRequestByDn("CN=" + name.replaceAll("([^A-Za-z0-9. :_-])", "\\\\$1"), spec);
    }

    @Override
    public String generateCertificateSigningRequestByDn(
            String distinguishedName, @Nullable HostCertificateManagerCertificateSpec spec) {
        if (spec != null && !spec.kind().equals(MACHINE)) {
            throw NotSupported.builder().build().exception("This host has a certificate of the kind Machine only.");
        }
        try {
            return model.certificate().request(distinguishedName, List.of(model.name()), addresses.all());
        } catch (IllegalArgumentException wrong) {
            throw InvalidArgument.builder()
                    .invalidProperty("distinguishedName")
                    .build()
                    .exception("A specified parameter was not correct: distinguishedName: " + wrong.getMessage());
        } catch (IOException | GeneralSecurityException failed) {
            throw refused("No request can be made: " + failed.getMessage());
        }
    }

    @Override
    public void provisionServerPrivateKey(String key) {
        try {
            model.certificate().provision(key);
        } catch (IOException | GeneralSecurityException wrong) {
            throw refused("The key cannot be used: " + wrong.getMessage());
        }
    }

    @Override
    public void installServerCertificate(String cert) {
        try {
            model.certificate().install(cert, clock.instant());
            shown.anew();
        } catch (IOException | GeneralSecurityException wrong) {
            throw refused("The certificate cannot be used: " + wrong.getMessage() + ".");
        }
        LOG.log(
                Level.INFO,
                "The host shows another certificate: {0}",
                model.certificate().thumbprint());
        registry.change(changes -> {
            changes.update(REFERENCE, HostCertificateManagerProperties.class, _ -> properties());
            changes.update(HostNames.HOST, HostSystemProperties.class, this::withCertificate);
        });
    }

    private HostSystemProperties withCertificate(HostSystemProperties host) {
        HostListSummary summary = host.summary();
        HostConfigInfo config = host.config();
        if (summary == null || config == null) {
            return host;
        }
        return host.toBuilder()
                .summary(summary.toBuilder()
                        .config(summary.config().toBuilder()
                                .sslThumbprint(model.certificate().thumbprint())
                                .build())
                        .build())
                .config(config.toBuilder()
                        .certificate(HostConfiguration.bytes(model.certificate().pem()))
                        .build())
                .build();
    }

    /** The host's only service that shows it. */
    @Override
    public void notifyAffectedServices(List<String> services) {
        try {
            shown.anew();
        } catch (IOException failed) {
            throw SystemError.builder()
                    .reason(String.valueOf(failed.getMessage()))
                    .build()
                    .exception("The certificate cannot be shown: " + failed.getMessage());
        }
    }

    /** The host trusts nobody but itself. */
    @Override
    public List<String> listCACertificates() {
        return List.of(model.certificate().pem());
    }

    @Override
    public List<String> listCACertificateRevocationLists() {
        return List.of();
    }

    private static FaultException refused(String reason) {
        return HostConfigFault.builder().build().exception(reason);
    }
}
