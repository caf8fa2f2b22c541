package dev.carafe.vsphere.vmomi.testing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.vsphere.vim.Fault;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.Invoker;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.soap.ServiceVersions;
import dev.carafe.vsphere.vim.soap.SoapCodec;
import dev.carafe.vsphere.vim.soap.SoapHeader;
import dev.carafe.vsphere.vim.vim25.EventManager;
import dev.carafe.vsphere.vim.vim25.PropertyCollector;
import dev.carafe.vsphere.vim.vim25.SessionManager;
import dev.carafe.vsphere.vim.vim25.TaskManager;
import dev.carafe.vsphere.vim.vim25.ViewManager;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vmomi.content.SessionObjects;
import dev.carafe.vsphere.vmomi.event.Events;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import dev.carafe.vsphere.vmomi.service.AccessControl;
import dev.carafe.vsphere.vmomi.service.Call;
import dev.carafe.vsphere.vmomi.service.Caller;
import dev.carafe.vsphere.vmomi.service.SoapReply;
import dev.carafe.vsphere.vmomi.service.SoapService;
import dev.carafe.vsphere.vmomi.session.Session;
import dev.carafe.vsphere.vmomi.session.Sessions;
import dev.carafe.vsphere.vmomi.task.TaskJournal;
import dev.carafe.vsphere.vmomi.task.Tasks;
import dev.carafe.vsphere.vmomi.user.ServedSessionManager;
import dev.carafe.vsphere.vmomi.user.ServiceTickets;
import dev.carafe.vsphere.vmomi.user.User;
import dev.carafe.vsphere.vmomi.user.UserStore;
import dev.carafe.vsphere.vmomi.user.Users;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** A whole server without a network: an inventory, and ann, who logs in with {@code secret}. */
public final class Served {
    public static final ManagedObjectReference<SessionManager> SESSION_MANAGER =
            new ManagedObjectReference<>("SessionManager", "SessionManager");
    public static final ManagedObjectReference<PropertyCollector> COLLECTOR =
            new ManagedObjectReference<>("PropertyCollector", "propertyCollector");
    public static final ManagedObjectReference<TaskManager> TASK_MANAGER =
            new ManagedObjectReference<>("TaskManager", "TaskManager");
    public static final ManagedObjectReference<EventManager> EVENT_MANAGER =
            new ManagedObjectReference<>("EventManager", "EventManager");

    private static final int FEW_ITERATIONS = 10;

    public final Inventory inventory = new Inventory();
    private final AtomicInteger secrets = new AtomicInteger();
    public final Sessions sessions =
            new Sessions(inventory.registry, () -> Instant.EPOCH, this::secret, Duration.ofMinutes(30), 100);
    private final Session everybody = new Session("everybody", "", Instant.EPOCH, new ObjectRegistry());
    public final Events events = Events.open(inventory.registry, EVENT_MANAGER, () -> Instant.EPOCH);
    public final Tasks tasks =
            Tasks.open(inventory.registry, TASK_MANAGER, events, TaskJournal.none(), () -> Instant.EPOCH);
    public final ServiceTickets tickets = new ServiceTickets(() -> Instant.EPOCH, this::secret);
    public final Users users = users();
    private final SoapCodec codec = new SoapCodec(Vim25.NAMESPACE);
    private final ServiceVersions versions = new ServiceVersions(Vim25.NAMESPACE, List.of("9.0.0.0", "8.0.3.0"), "6.5");
    private final SoapService service;

    public Served() {
        this((_, _, _, _) -> {}, _ -> {});
    }

    /** @param opening besides what each session has */
    public Served(AccessControl access, Consumer<Session> opening) {
        SessionObjects objects = new SessionObjects(
                COLLECTOR,
                new ManagedObjectReference<ViewManager>("ViewManager", "ViewManager"),
                () -> Instant.EPOCH,
                this::secret);
        objects.accept(everybody);
        ServedSessionManager.open(
                SESSION_MANAGER,
                new ServedSessionManager.Parts(
                        users,
                        sessions,
                        everybody,
                        events,
                        tickets,
                        objects.andThen(opening),
                        () -> Instant.EPOCH,
                        this::secret));
        service = new SoapService(codec, versions, sessions, everybody, access);
    }

    private String secret() {
        return "secret-" + secrets.incrementAndGet();
    }

    private static Users users() {
        try {
            Users users = Users.open(
                    new UserStore() {
                        @Override
                        public Lock lock() {
                            return () -> {};
                        }

                        @Override
                        public Object stamp() {
                            return "never another";
                        }

                        @Override
                        public List<User> load() {
                            return List.of();
                        }

                        @Override
                        public void save(List<User> all) {}
                    },
                    () -> Instant.EPOCH,
                    FEW_ITERATIONS);
            users.add("ann", "Ann Example", "secret", List.of());
            return users;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A client that nobody has logged in yet. */
    public Client client() {
        return new Client();
    }

    /** A client that ann has logged in. */
    public Client loggedIn() {
        Client client = client();
        client.sessions().login("ann", "secret", null);
        return client;
    }

    public static void assertFault(Class<? extends Fault> fault, ThrowingCallable call) {
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.fault()).isInstanceOf(fault));
    }

    /** Decides who comes in and what he sees, once it is closed; open until then. */
    public static final class Gate implements AccessControl {
        private AccessControl access = (_, _, _, _) -> {};
        private Consumer<Session> opening = _ -> {};

        public void close(AccessControl by, Consumer<Session> sight) {
            access = by;
            opening = sight;
        }

        @Override
        public void check(Call call, ServedObject object, ManagedMethod method, List<@Nullable Object> arguments) {
            access.check(call, object, method, arguments);
        }

        public void opened(Session session) {
            opening.accept(session);
        }
    }

    /** One client, with its cookie. */
    public final class Client implements Invoker {
        private @Nullable String cookie;

        private Client() {}

        @Override
        public @Nullable Object invoke(
                ManagedObjectReference<?> target, ManagedMethod method, @Nullable Object[] arguments) {
            try {
                ByteArrayOutputStream request = new ByteArrayOutputStream();
                codec.writeRequest(request, SoapHeader.NONE, target, method, arguments, versions.preferred());
                SoapReply reply = service.answer(
                        new ByteArrayInputStream(request.toByteArray()),
                        "\"urn:vim25/8.0.3.0\"",
                        cookie,
                        new Caller("192.0.2.1", "test"),
                        _ -> {});
                if (reply.cookie() != null) {
                    cookie = reply.cookie();
                }
                return codec.readResponse(new ByteArrayInputStream(reply.bytes()), method);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** One property, as pyvmomi asks for it. */
        public @Nullable Object fetch(ManagedObjectReference<?> object, String path) {
            return invoke(object, requireNonNull(Vim25.NAMESPACE.method("Fetch")), new @Nullable Object[] {path});
        }

        public SessionManager sessions() {
            return SessionManager.stub(this, SESSION_MANAGER);
        }
    }
}
