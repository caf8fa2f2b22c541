package dev.carafe.vsphere.vmomi.event;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.DataType;
import dev.carafe.vsphere.vim.vim25.ComputeResourceEventArgument;
import dev.carafe.vsphere.vim.vim25.DatacenterEventArgument;
import dev.carafe.vsphere.vim.vim25.DatastoreEventArgument;
import dev.carafe.vsphere.vim.vim25.Event;
import dev.carafe.vsphere.vim.vim25.HostEventArgument;
import dev.carafe.vsphere.vim.vim25.NetworkEventArgument;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vim.vim25.VmEventArgument;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every event says, given to whoever makes one. Setting the first four is enough: {@link Events} adds the others, and
 * the message, where the event leaves them out.
 *
 * @param key of this event alone; higher than those of all events before
 * @param chainId the key of the event that this one follows from; its own when it follows from none
 * @param userName who caused it; empty for the server itself
 */
public record EventHeader(
        int key,
        int chainId,
        Instant createdTime,
        String userName,
        @Nullable DatacenterEventArgument datacenter,
        @Nullable ComputeResourceEventArgument computeResource,
        @Nullable HostEventArgument host,
        @Nullable VmEventArgument vm,
        @Nullable DatastoreEventArgument ds,
        @Nullable NetworkEventArgument net) {

    /**
     * An event with what the header says and some fields of its own.
     *
     * @param type the event's WSDL name, such as {@code VmPoweredOnEvent}
     * @param own its own fields by name; what it requires must be among them
     * @throws IllegalArgumentException when there is no such event or field, or one is missing
     */
    public Event event(String type, Map<String, Object> own) {
        if (!(Vim25.NAMESPACE.type(type) instanceof DataType dataType)) {
            throw new IllegalArgumentException("there is no event " + type);
        }
        @Nullable Object[] values = new @Nullable Object[dataType.fields().size()];
        values[dataType.indexOf("key")] = key;
        values[dataType.indexOf("chainId")] = chainId;
        values[dataType.indexOf("createdTime")] = createdTime;
        values[dataType.indexOf("userName")] = userName;
        own.forEach((name, value) -> {
            int index = dataType.indexOf(name);
            if (index < 0) {
                throw new IllegalArgumentException(type + " has no field " + name);
            }
            values[index] = value;
        });
        if (dataType.missing(values) != null) {
            throw new IllegalArgumentException(type + " needs more than " + own.keySet());
        }
        return (Event) dataType.make(values);
    }

    /** The event, with what it left out. */
    Event complete(Event event) {
        Event made = event;
        made = made.datacenter() == null && datacenter != null ? made.withDatacenter(datacenter) : made;
        made = made.computeResource() == null && computeResource != null
                ? made.withComputeResource(computeResource)
                : made;
        made = made.host() == null && host != null ? made.withHost(host) : made;
        made = made.vm() == null && vm != null ? made.withVm(vm) : made;
        made = made.ds() == null && ds != null ? made.withDs(ds) : made;
        made = made.net() == null && net != null ? made.withNet(net) : made;
        return made.fullFormattedMessage() == null
                ? made.withFullFormattedMessage(EventFormats.message((DataObject) made))
                : made;
    }
}
