package dev.carafe.vsphere.vcenter.manager;

import dev.carafe.etcd.Store;
import dev.carafe.pki.Certificates;
import dev.carafe.vsphere.vcenter.store.Kept;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Extension;
import dev.carafe.vsphere.vim.vim25.ExtensionManager;
import dev.carafe.vsphere.vim.vim25.ExtensionManagerProperties;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.NoClientCertificate;
import dev.carafe.vsphere.vim.vim25.NotFound;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What other software has told vCenter of itself. */
public final class ServedExtensionManager implements ExtensionManager, ServedObject {
    private static final int EXTENSIONS_MAX = 1_000;
    private static final int PEM_MAX = 65_536;

    private final ManagedObjectReference<ExtensionManager> reference;
    private final ObjectRegistry registry;
    private final Kept kept;
    /** Guarded by this. */
    private List<Extension> extensions;

    private ServedExtensionManager(
            ManagedObjectReference<ExtensionManager> reference,
            ObjectRegistry registry,
            Kept kept,
            List<Extension> extensions) {
        this.reference = reference;
        this.registry = registry;
        this.kept = kept;
        this.extensions = extensions;
    }

    /**
     * A manager among the server's objects.
     *
     * @throws IOException when what was kept cannot be read
     */
    public static void open(ManagedObjectReference<ExtensionManager> reference, ObjectRegistry registry, Store store)
            throws IOException {
        Kept kept = new Kept(store, "extensions");
        List<Extension> before = kept.load(Extension.class).getOrDefault(reference, List.of());
        registry.change(changes -> changes.add(
                new ServedExtensionManager(reference, registry, kept, before),
                ExtensionManagerProperties.builder().extensionList(before).build()));
    }

    @Override
    public ManagedObjectReference<ExtensionManager> reference() {
        return reference;
    }

    @Override
    public synchronized @Nullable Extension findExtension(String extensionKey) {
        return extensions.stream()
                .filter(extension -> extension.key().equals(extensionKey))
                .findFirst()
                .orElse(null);
    }

    @Override
    public synchronized void registerExtension(Extension extension) {
        if (extension.key().isBlank() || extensions.size() >= EXTENSIONS_MAX) {
            throw refused("extension.key", "An extension has a key, and there are at most " + EXTENSIONS_MAX + ".");
        }
        if (findExtension(extension.key()) != null) {
            throw refused("extension.key", "The extension '" + extension.key() + "' is registered already.");
        }
        List<Extension> after = new ArrayList<>(extensions);
        after.add(extension);
        become(after);
    }

    @Override
    public synchronized void updateExtension(Extension extension) {
        require(extension.key());
        List<Extension> after = new ArrayList<>(extensions);
        after.replaceAll(one -> one.key().equals(extension.key()) ? extension : one);
        become(after);
    }

    @Override
    public synchronized void unregisterExtension(String extensionKey) {
        Extension gone = require(extensionKey);
        List<Extension> after = new ArrayList<>(extensions);
        after.remove(gone);
        become(after);
    }

    /** The certificate names whom an extension logs in as; nobody can log in by one here, so it is only looked at. */
    @Override
    public synchronized void setExtensionCertificate(String extensionKey, @Nullable String certificatePem) {
        require(extensionKey);
        if (certificatePem == null) { // which means the one that the client showed itself by
            throw NoClientCertificate.builder().build().exception("The client showed no certificate.");
        }
        if (certificatePem.length() > PEM_MAX || !holdsOneCertificate(certificatePem)) {
            throw refused("certificatePem", "An extension's certificate is one certificate in PEM form.");
        }
    }

    private static boolean holdsOneCertificate(String pem) {
        try {
            return Certificates.of(pem).size() == 1;
        } catch (CertificateException _) {
            return false;
        }
    }

    @Override
    public synchronized void setPublicKey(String extensionKey, String publicKey) {
        require(extensionKey);
    }

    @Override
    public List<ManagedObjectReference<? extends ManagedEntity>> queryManagedBy(String extensionKey) {
        return registry.read(all -> {
            List<ManagedObjectReference<? extends ManagedEntity>> managed = new ArrayList<>();
            for (ManagedObjectReference<?> each : all.references()) {
                if (all.properties(each) instanceof VirtualMachineProperties machine
                        && isManagedBy(machine.config(), extensionKey)) {
                    managed.add(new ManagedObjectReference<>(each.type(), each.value()));
                }
            }
            return List.copyOf(managed);
        });
    }

    private static boolean isManagedBy(@Nullable VirtualMachineConfigInfo machine, String extensionKey) {
        return machine != null
                && machine.managedBy() != null
                && machine.managedBy().extensionKey().equals(extensionKey);
    }

    private Extension require(String key) {
        Extension known = findExtension(key);
        if (known == null) {
            throw NotFound.builder().build().exception("There is no extension '" + key + "'.");
        }
        return known;
    }

    private void become(List<Extension> after) {
        kept.save(reference, after);
        extensions = List.copyOf(after);
        registry.change(changes -> changes.update(
                reference,
                ExtensionManagerProperties.class,
                properties -> properties.toBuilder().extensionList(extensions).build()));
    }

    private static FaultException refused(String argument, String message) {
        return InvalidArgument.builder().invalidProperty(argument).build().exception(message);
    }
}
