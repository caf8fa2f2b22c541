package dev.carafe.vsphere.vmomi.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.vsphere.vim.Fault;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.Invoker;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.soap.ServiceVersions;
import dev.carafe.vsphere.vim.soap.SoapCodec;
import dev.carafe.vsphere.vim.soap.SoapHeader;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.InvalidLogin;
import dev.carafe.vsphere.vim.vim25.ManagedObjectNotFound;
import dev.carafe.vsphere.vim.vim25.MethodNotFound;
import dev.carafe.vsphere.vim.vim25.NoPermission;
import dev.carafe.vsphere.vim.vim25.NotAuthenticated;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.ObjectSpec;
import dev.carafe.vsphere.vim.vim25.PropertyCollector;
import dev.carafe.vsphere.vim.vim25.PropertyFilterSpec;
import dev.carafe.vsphere.vim.vim25.PropertySpec;
import dev.carafe.vsphere.vim.vim25.SessionManager;
import dev.carafe.vsphere.vim.vim25.SessionManagerProperties;
import dev.carafe.vsphere.vim.vim25.SystemError;
import dev.carafe.vsphere.vim.vim25.UserSession;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vmomi.collector.ServedPropertyCollector;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import dev.carafe.vsphere.vmomi.session.Session;
import dev.carafe.vsphere.vmomi.session.Sessions;
import dev.carafe.vsphere.vmomi.testing.Inventory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SoapServiceTest {
    private static final ManagedObjectReference<SessionManager> SESSION_MANAGER =
            new ManagedObjectReference<>("SessionManager", "SessionManager");
    private static final ManagedObjectReference<PropertyCollector> COLLECTOR =
            new ManagedObjectReference<>("PropertyCollector", "propertyCollector");

    private final Inventory inventory = new Inventory();
    private final ObjectRegistry open = new ObjectRegistry();
    private final AtomicInteger secrets = new AtomicInteger();
    private final Sessions sessions = new Sessions(
            inventory.registry,
            () -> Instant.EPOCH,
            () -> "secret-" + secrets.incrementAndGet(),
            Duration.ofMinutes(30),
            10);
    private final Session everybody = new Session("everybody", "", Instant.EPOCH, open);
    private final SoapCodec codec = new SoapCodec(Vim25.NAMESPACE);
    private final ServiceVersions versions = new ServiceVersions(Vim25.NAMESPACE, List.of("9.0.0.0", "8.0.3.0"), "6.5");
    private final SoapService service =
            new SoapService(codec, versions, sessions, everybody, (_, object, method, _) -> {
                if ("Rename_Task".equals(method.wsdlName())) {
                    throw NoPermission.builder()
                            .object(object.reference())
                            .privilegeId(method.privilege())
                            .build()
                            .exception("Permission to perform this operation was denied.");
                }
            });

    private @Nullable String cookie;

    private final Invoker client = (target, method, arguments) -> {
        try {
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            codec.writeRequest(request, SoapHeader.NONE, target, method, arguments, versions.preferred());
            SoapReply reply = service.answer(
                    new ByteArrayInputStream(request.toByteArray()), "\"urn:vim25/8.0.3.0\"", cookie, "192.0.2.1");
            if (reply.cookie() != null) {
                cookie = reply.cookie();
            }
            return codec.readResponse(new ByteArrayInputStream(reply.bytes()), method);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    };

    /** Lets in whoever says the word. */
    private final class Door implements SessionManager, ServedObject {
        @Override
        public ManagedObjectReference<?> reference() {
            return SESSION_MANAGER;
        }

        @Override
        public UserSession login(String userName, String password, @Nullable String locale) {
            if (!"sesame".equals(password)) {
                throw InvalidLogin.builder().build().exception("Cannot complete login");
            }
            Sessions.Opened opened = sessions.open(userName);
            ServedPropertyCollector.open(COLLECTOR, opened.session(), () -> "name-" + secrets.incrementAndGet());
            Call.current().answerWith(opened);
            return UserSession.builder()
                    .key(opened.session().key())
                    .userName(userName)
                    .fullName(userName)
                    .loginTime(opened.session().loginTime())
                    .lastActiveTime(opened.session().loginTime())
                    .locale("en")
                    .messageLocale("en")
                    .extensionSession(false)
                    .ipAddress(Call.current().remoteAddress())
                    .userAgent("")
                    .callCount(0)
                    .build();
        }

        @Override
        public void logout() {
            sessions.end(Call.current().session().key());
        }

        @Override
        public boolean sessionIsActive(String sessionID, String userName) {
            throw new IllegalArgumentException("a defect");
        }
    }

    @BeforeEach
    void publish() {
        Door door = new Door();
        open.change(
                changes -> changes.add(door, SessionManagerProperties.builder().build()));
        inventory.registry.change(
                changes -> changes.add(door, SessionManagerProperties.builder().build()));
        ServedPropertyCollector.open(COLLECTOR, everybody, () -> "name-" + secrets.incrementAndGet());
        inventory.add(1, "one");
    }

    private static PropertyFilterSpec nameOfMachine() {
        return PropertyFilterSpec.builder()
                .propSet(List.of(PropertySpec.builder()
                        .type("VirtualMachine")
                        .pathSet(List.of("name"))
                        .build()))
                .objectSet(
                        List.of(ObjectSpec.builder().obj(Inventory.machine(1)).build()))
                .build();
    }

    private static void assertFault(Class<? extends Fault> fault, ThrowingCallable call) {
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.fault()).isInstanceOf(fault));
    }

    private static String text(SoapReply reply) {
        return new String(reply.bytes(), UTF_8);
    }

    private SessionManager door() {
        return SessionManager.stub(client, SESSION_MANAGER);
    }

    @Test
    void whoLogsInSeesTheInventoryUntilHeLogsOut() {
        PropertyCollector collector = PropertyCollector.stub(client, COLLECTOR);
        assertFault(InvalidLogin.class, () -> door().login("ann", "wrong", null));
        assertFault(NotAuthenticated.class, () -> collector.retrieveProperties(List.of(nameOfMachine())));
        assertThat(door().login("ann", "sesame", null).userName()).isEqualTo("ann");
        assertThat(collector
                        .retrieveProperties(List.of(nameOfMachine()))
                        .getFirst()
                        .propSet()
                        .getFirst()
                        .val())
                .isEqualTo("one");
        door().logout();
        assertFault(NotAuthenticated.class, () -> collector.retrieveProperties(List.of(nameOfMachine())));
        assertThat(sessions.all()).isEmpty();
    }

    @Test
    void whoIsNotLoggedInDoesNotLearnWhatThereIs() {
        assertFault(
                NotAuthenticated.class,
                () -> VirtualMachine.stub(client, Inventory.machine(1)).powerOnVM_Task(null));
        assertFault(
                NotAuthenticated.class,
                () -> VirtualMachine.stub(client, Inventory.machine(99)).powerOnVM_Task(null));
    }

    @Test
    void whatCannotBeDoneIsAnsweredWithItsFault() {
        door().login("ann", "sesame", null);
        assertFault(
                ManagedObjectNotFound.class,
                () -> VirtualMachine.stub(client, Inventory.machine(99)).powerOnVM_Task(null));
        assertFault(
                NotSupported.class,
                () -> VirtualMachine.stub(client, Inventory.machine(1)).powerOnVM_Task(null));
        assertFault(
                NoPermission.class,
                () -> VirtualMachine.stub(client, Inventory.machine(1)).rename_Task("other"));
        assertFault(
                MethodNotFound.class,
                () -> VirtualMachine.stub(client, new ManagedObjectReference<VirtualMachine>("Folder", "group-d1"))
                        .powerOnVM_Task(null));
        assertFault(
                NotSupported.class, () -> Folder.stub(client, Inventory.ROOT).createFolder("x"));
    }

    /** A client that asks again and again does not fill the log. */
    @Test
    void whatIsNotImplementedIsNamedAndLoggedOnce() {
        door().login("ann", "sesame", null);
        List<String> logged = new CopyOnWriteArrayList<>();
        Logger logger = Logger.getLogger(SoapService.class.getName());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord logRecord) {
                logged.add(new SimpleFormatter().formatMessage(logRecord));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        try {
            for (int i = 0; i < 2; i++) {
                assertThatExceptionOfType(FaultException.class)
                        .isThrownBy(() -> VirtualMachine.stub(client, Inventory.machine(1))
                                .powerOnVM_Task(null))
                        .withMessageContaining("PowerOnVM_Task");
            }
        } finally {
            logger.removeHandler(handler);
        }
        assertThat(logged).singleElement().asString().contains("PowerOnVM_Task");
    }

    @Test
    void aDefectOfOursIsASystemErrorThatTellsNothing() {
        door().login("ann", "sesame", null);
        assertFault(SystemError.class, () -> door().sessionIsActive("a", "b"));
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> door().sessionIsActive("a", "b"))
                .withMessageNotContaining("defect");
    }

    @Test
    void whatIsNoRequestOrOfNoVersionIsAnInvalidRequest() throws Exception {
        for (String body : List.of("", "nonsense", "<a/>", "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>")) {
            SoapReply reply = service.answer(new ByteArrayInputStream(body.getBytes(UTF_8)), null, null, "192.0.2.1");
            assertThat(reply.status()).isEqualTo(500);
            assertThat(text(reply)).contains("<faultstring>", "InvalidRequest");
        }
        SoapReply reply =
                service.answer(new ByteArrayInputStream("".getBytes(UTF_8)), "urn:vim25/2.0", null, "192.0.2.1");
        assertThat(text(reply)).contains("Unsupported version URI");
    }
}
