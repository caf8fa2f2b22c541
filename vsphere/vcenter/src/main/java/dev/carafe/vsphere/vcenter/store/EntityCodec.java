package dev.carafe.vsphere.vcenter.store;

import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.Entity.OnHost;
import dev.carafe.vsphere.vcenter.inventory.HostAccess;
import dev.carafe.vsphere.vcenter.inventory.Ports;
import dev.carafe.vsphere.vim.ArrayOf;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.Primitive;
import dev.carafe.vsphere.vim.vim25.ComputeResourceConfigInfo;
import dev.carafe.vsphere.vim.vim25.DVPortgroupConfigInfo;
import dev.carafe.vsphere.vim.vim25.DynamicProperty;
import dev.carafe.vsphere.vim.vim25.KeyValue;
import dev.carafe.vsphere.vim.vim25.ObjectContent;
import dev.carafe.vsphere.vim.vim25.ResourceConfigSpec;
import dev.carafe.vsphere.vim.vim25.StorageDrsConfigInfo;
import dev.carafe.vsphere.vim.vim25.VMwareDVSConfigInfo;
import dev.carafe.vsphere.vim.vim25.Vim25;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An entity as an {@code ObjectContent}: its reference, and its facts as named values. Pure. */
final class EntityCodec {
    private EntityCodec() {}

    static ObjectContent encode(Entity entity) {
        Facts facts = new Facts().set("name", entity.name()).set("parent", entity.parent());
        switch (entity) {
            case Entity.Folder folder ->
                facts.set("childType", new ArrayOf(Primitive.STRING, folder.childTypes()))
                        .set("storageDrs", folder.storageDrs());
            case Entity.Datacenter datacenter ->
                facts.set("vmFolder", datacenter.vmFolder())
                        .set("hostFolder", datacenter.hostFolder())
                        .set("datastoreFolder", datacenter.datastoreFolder())
                        .set("networkFolder", datacenter.networkFolder());
            case Entity.ComputeResource compute ->
                facts.set("resourcePool", compute.pool()).set("configurationEx", compute.config());
            case Entity.ResourcePool pool -> facts.set("owner", pool.owner()).set("config", pool.config());
            case Entity.Host host -> {
                HostAccess access = host.access();
                facts.set("address", access.address())
                        .set("port", access.port())
                        .set("user", access.user())
                        .set("sealedPassword", access.sealedPassword())
                        .set("thumbprint", access.thumbprint())
                        .set("uuid", host.uuid())
                        .set("connected", host.connected());
            }
            case Entity.VirtualMachine machine ->
                facts.set("resourcePool", machine.pool())
                        .set("host", machine.host())
                        .set("onHost", machine.onHost());
            case Entity.Datastore datastore ->
                facts.set("url", datastore.url()).set("onHosts", encode(datastore.onHosts()));
            case Entity.Network network -> facts.set("onHosts", encode(network.onHosts()));
            case Entity.DistributedSwitch of -> facts.set("config", of.config()).set("nextPort", of.nextPort());
            case Entity.DistributedPortgroup group ->
                facts.set("distributedSwitch", group.distributedSwitch())
                        .set("config", group.config())
                        .set("portKeys", new ArrayOf(Primitive.STRING, group.portKeys()))
                        .set("plugs", encodePlugs(group.plugs()))
                        .set("onHosts", encode(group.onHosts()));
        }
        return ObjectContent.builder()
                .obj(new ManagedObjectReference<>(entity.type(), entity.id()))
                .propSet(facts.properties)
                .build();
    }

    /** @throws IllegalArgumentException when it is no entity */
    static Entity decode(ObjectContent content) {
        String id = content.obj().value();
        Values values = new Values(content);
        String name = values.text("name");
        String parent = values.maybe("parent");
        return switch (content.obj().type()) {
            case "Folder", "StoragePod" ->
                new Entity.Folder(
                        id,
                        name,
                        parent,
                        values.texts("childType"),
                        values.maybe("storageDrs", StorageDrsConfigInfo.class));
            case "Datacenter" ->
                new Entity.Datacenter(
                        id,
                        name,
                        parent,
                        values.text("vmFolder"),
                        values.text("hostFolder"),
                        values.text("datastoreFolder"),
                        values.text("networkFolder"));
            case "ComputeResource", "ClusterComputeResource" ->
                new Entity.ComputeResource(
                        id,
                        name,
                        parent,
                        values.text("resourcePool"),
                        content.obj().type().equals("ClusterComputeResource"),
                        values.get("configurationEx", ComputeResourceConfigInfo.class));
            case "ResourcePool" ->
                new Entity.ResourcePool(
                        id, name, parent, values.text("owner"), values.get("config", ResourceConfigSpec.class));
            case "HostSystem" ->
                new Entity.Host(
                        id,
                        name,
                        parent,
                        new HostAccess(
                                values.text("address"),
                                values.get("port", Integer.class),
                                values.text("user"),
                                values.text("sealedPassword"),
                                values.text("thumbprint")),
                        values.text("uuid"),
                        values.get("connected", Boolean.class));
            case "VirtualMachine" ->
                new Entity.VirtualMachine(
                        id, name, parent, values.maybe("resourcePool"), values.text("host"), values.text("onHost"));
            case "Datastore" -> new Entity.Datastore(id, name, parent, values.text("url"), values.onHosts());
            case "Network" -> new Entity.Network(id, name, parent, values.onHosts());
            case "VmwareDistributedVirtualSwitch" ->
                new Entity.DistributedSwitch(
                        id,
                        name,
                        parent,
                        values.get("config", VMwareDVSConfigInfo.class),
                        values.get("nextPort", Integer.class));
            case "DistributedVirtualPortgroup" ->
                new Entity.DistributedPortgroup(
                        id,
                        name,
                        parent,
                        values.text("distributedSwitch"),
                        values.get("config", DVPortgroupConfigInfo.class),
                        values.texts("portKeys"),
                        values.plugs(),
                        values.onHosts());
            default -> throw new IllegalArgumentException(content.obj() + " is no entity of an inventory");
        };
    }

    /** Three strings a host: its id, and id and name of the thing there. */
    private static ArrayOf encode(Map<String, OnHost> onHosts) {
        List<KeyValue> pairs = new ArrayList<>();
        onHosts.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> {
            pairs.add(new KeyValue(entry.getKey(), entry.getValue().reference()));
            pairs.add(new KeyValue(entry.getKey(), entry.getValue().name()));
        });
        return new ArrayOf(Objects.requireNonNull(Vim25.NAMESPACE.type("KeyValue")), pairs);
    }

    private static ArrayOf encodePlugs(Map<String, Ports.Plug> plugs) {
        List<KeyValue> pairs = plugs.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> new KeyValue(entry.getKey(), entry.getValue().text()))
                .toList();
        return new ArrayOf(Objects.requireNonNull(Vim25.NAMESPACE.type("KeyValue")), pairs);
    }

    private static final class Facts {
        private final List<DynamicProperty> properties = new ArrayList<>();

        Facts set(String name, @Nullable Object value) {
            if (value != null) {
                properties.add(new DynamicProperty(name, value));
            }
            return this;
        }
    }

    private static final class Values {
        private final ManagedObjectReference<?> object;
        private final Map<String, Object> byName = new HashMap<>();

        Values(ObjectContent content) {
            object = content.obj();
            content.propSet().forEach(property -> byName.put(property.name(), property.val()));
        }

        <T> T get(String name, Class<T> type) {
            Object value = byName.get(name);
            if (!type.isInstance(value)) {
                throw new IllegalArgumentException(object + " has no " + name + " in the store");
            }
            return type.cast(value);
        }

        String text(String name) {
            return get(name, String.class);
        }

        @Nullable
        String maybe(String name) {
            return maybe(name, String.class);
        }

        <T> @Nullable T maybe(String name, Class<T> type) {
            Object value = byName.get(name);
            return type.isInstance(value) ? type.cast(value) : null;
        }

        List<String> texts(String name) {
            return get(name, ArrayOf.class).items().stream()
                    .map(String.class::cast)
                    .toList();
        }

        Map<String, Ports.Plug> plugs() {
            Map<String, Ports.Plug> plugs = new HashMap<>();
            for (Object pair : get("plugs", ArrayOf.class).items()) {
                if (pair instanceof KeyValue plug) {
                    plugs.put(plug.key(), Ports.Plug.of(plug.value()));
                }
            }
            return plugs;
        }

        Map<String, OnHost> onHosts() {
            Map<String, OnHost> hosts = new HashMap<>();
            List<?> pairs = get("onHosts", ArrayOf.class).items();
            for (int i = 0; i + 1 < pairs.size(); i += 2) {
                if (pairs.get(i) instanceof KeyValue reference && pairs.get(i + 1) instanceof KeyValue name) {
                    hosts.put(reference.key(), new OnHost(reference.value(), name.value()));
                }
            }
            return hosts;
        }
    }
}
