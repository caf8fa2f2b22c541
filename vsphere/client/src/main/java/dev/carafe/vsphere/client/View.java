package dev.carafe.vsphere.client;

import dev.carafe.vsphere.client.PropertyReader.Found;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ContainerView;
import dev.carafe.vsphere.vim.vim25.ListView;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.ObjectSpec;
import dev.carafe.vsphere.vim.vim25.PropertyFilterSpec;
import dev.carafe.vsphere.vim.vim25.TraversalSpec;
import dev.carafe.vsphere.vim.vim25.ViewManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A view on the server: a set of objects that can be read in one call. A container view has all objects of some types under a
 * container, and follows what comes and goes there; a list view has what it was given. {@link #close} destroys it.
 *
 * <pre>{@code
 * try (View machines = View.container(client, client.content().rootFolder(), List.of("VirtualMachine"))) {
 *     for (View.Typed<VirtualMachineProperties> vm :
 *             machines.read("VirtualMachine", VirtualMachineProperties.class, List.of("name", "runtime.powerState"))) {
 *         System.out.println(vm.properties().name());
 *     }
 * }
 * }</pre>
 *
 * <p>Safe for all threads.
 */
public final class View implements AutoCloseable {
    /** An object of the view, and its properties in the record of its type. */
    public record Typed<P extends DataObject>(ManagedObjectReference<?> object, P properties) {}

    private final VSphereClient client;
    private final ManagedObjectReference<? extends dev.carafe.vsphere.vim.vim25.View> view;

    private View(VSphereClient client, ManagedObjectReference<? extends dev.carafe.vsphere.vim.vim25.View> view) {
        this.client = client;
        this.view = view;
    }

    /**
     * All objects of these types at any depth under a container.
     *
     * @param types WSDL names such as {@code VirtualMachine}, subtypes included; none for every type
     */
    public static View container(
            VSphereClient client, ManagedObjectReference<? extends ManagedEntity> container, List<String> types)
            throws IOException, InterruptedException {
        return container(client, container, types, true);
    }

    /** The same with the choice whether to look at any depth. */
    public static View container(
            VSphereClient client,
            ManagedObjectReference<? extends ManagedEntity> container,
            List<String> types,
            boolean recursive)
            throws IOException, InterruptedException {
        ViewManager views = manager(client);
        return new View(client, Connection.checked(() -> views.createContainerView(container, types, recursive)));
    }

    /** Exactly these objects. */
    public static View list(VSphereClient client, List<? extends ManagedObjectReference<?>> objects)
            throws IOException, InterruptedException {
        ViewManager views = manager(client);
        return new View(client, Connection.checked(() -> views.createListView(new ArrayList<>(objects))));
    }

    private static ViewManager manager(VSphereClient client) {
        return ViewManager.stub(
                client.connection(), VSphereClient.present(client.content().viewManager(), "view manager"));
    }

    /** The view's own reference, for filters of one's own. */
    public ManagedObjectReference<? extends dev.carafe.vsphere.vim.vim25.View> reference() {
        return view;
    }

    /** What is in the view now. */
    public List<ManagedObjectReference<?>> members() throws IOException, InterruptedException {
        List<ManagedObjectReference<?>> members = new ArrayList<>();
        for (Object member :
                new PropertyReader(client).read(view, List.of("view")).list("view", ManagedObjectReference.class)) {
            members.add((ManagedObjectReference<?>) member);
        }
        return members;
    }

    /**
     * Reads properties of all objects of a type in the view.
     *
     * @param type a WSDL name; subtypes are included
     * @param paths none for all properties
     */
    public List<Found> read(String type, List<String> paths) throws IOException, InterruptedException {
        return new PropertyReader(client).retrieve(filter(type, paths));
    }

    /**
     * The same for views of any size: never more than one page of a thousand objects is in memory.
     *
     * @param receiver called on this thread with each object as its page comes; false ends the reading
     */
    public void each(String type, List<String> paths, Predicate<Found> receiver)
            throws IOException, InterruptedException {
        new PropertyReader(client).each(filter(type, paths), receiver);
    }

    private PropertyFilterSpec filter(String type, List<String> paths) {
        ObjectSpec through = ObjectSpec.builder()
                .obj(view)
                .skip(true)
                .selectSet(List.of(TraversalSpec.builder()
                        .type(view.type())
                        .path("view")
                        .skip(false)
                        .build()))
                .build();
        return PropertyReader.filter(List.of(type), paths, List.of(through));
    }

    /**
     * The same as records of the type.
     *
     * @param properties such as {@code VirtualMachineProperties.class}; where the type has subtypes, what they share, such as
     *     {@code ManagedEntityProperties.class}
     * @throws FaultException why one that was asked for was not read of an object, such as {@code NoPermission}
     */
    public <P extends DataObject> List<Typed<P>> read(String type, Class<P> properties, List<String> paths)
            throws IOException, InterruptedException {
        return read(type, paths).stream()
                .map(found -> new Typed<>(found.object(), found.whole().as(properties)))
                .toList();
    }

    /** Changes a list view. */
    public void modify(List<? extends ManagedObjectReference<?>> add, List<? extends ManagedObjectReference<?>> remove)
            throws IOException, InterruptedException {
        if (!view.type().equals("ListView")) {
            throw new IllegalStateException("only a list view can be changed, this is a " + view.type());
        }
        ListView list = ListView.stub(client.connection(), new ManagedObjectReference<>(view.type(), view.value()));
        Connection.checked(() -> list.modifyListView(new ArrayList<>(add), new ArrayList<>(remove)));
    }

    /** What cannot be destroyed now goes with the session; so a failure here must not hide how the work with it ended. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted(); // or the call would not be sent
        try {
            ContainerView.stub(client.connection(), new ManagedObjectReference<>(view.type(), view.value()))
                    .destroyView();
        } catch (FaultException | UncheckedIOException _) {
            // the session, or the connection, is gone, and the view with it
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
