package dev.carafe.vsphere.vmomi.content;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Capability;
import dev.carafe.vsphere.vim.vim25.ProductComponentInfo;
import dev.carafe.vsphere.vim.vim25.ServiceContent;
import dev.carafe.vsphere.vim.vim25.ServiceInstance;
import dev.carafe.vsphere.vim.vim25.ServiceInstanceProperties;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Where every client begins: it says what else there is. */
public final class ServedServiceInstance implements ServiceInstance, ServedObject {
    /** What every client calls it, on every server. */
    public static final ManagedObjectReference<ServiceInstance> REFERENCE =
            new ManagedObjectReference<>("ServiceInstance", "ServiceInstance");

    private final ServiceContent content;
    private final InstantSource clock;

    private ServedServiceInstance(ServiceContent content, InstantSource clock) {
        this.content = content;
        this.clock = clock;
    }

    /**
     * A service instance among the server's objects, and among those that everybody sees.
     *
     * @param everybodys the objects of those who are not logged in
     */
    public static ServedServiceInstance open(
            ServiceContent content,
            Capability capability,
            ObjectRegistry registry,
            ObjectRegistry everybodys,
            InstantSource clock) {
        ServedServiceInstance instance = new ServedServiceInstance(content, clock);
        ServiceInstanceProperties properties = ServiceInstanceProperties.builder()
                .content(content)
                .capability(capability)
                .serverClock(clock.instant())
                .build();
        registry.change(changes -> changes.add(instance, properties));
        everybodys.change(changes -> {
            if (changes.type(REFERENCE) == null) {
                changes.add(
                        instance,
                        ServiceInstanceProperties.builder().content(content).build());
            }
        });
        return instance;
    }

    @Override
    public ManagedObjectReference<ServiceInstance> reference() {
        return REFERENCE;
    }

    @Override
    public ServiceContent retrieveServiceContent() {
        return content;
    }

    @Override
    public Instant currentTime() {
        return clock.instant();
    }

    /** There is one program, and nothing to be fetched of it. */
    @Override
    public List<ProductComponentInfo> retrieveProductComponents() {
        return List.of();
    }
}
