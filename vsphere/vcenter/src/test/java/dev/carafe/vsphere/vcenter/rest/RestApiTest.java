package dev.carafe.vsphere.vcenter.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.Store;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import dev.carafe.vsphere.vcenter.dataset.DataSets;
import dev.carafe.vsphere.vcenter.module.ClusterModules;
import dev.carafe.vsphere.vcenter.tagging.TagState;
import dev.carafe.vsphere.vcenter.tagging.TagStore;
import dev.carafe.vsphere.vcenter.tagging.Tagging;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.EventManager;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.FolderProperties;
import dev.carafe.vsphere.vim.vim25.SessionManager;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vmomi.event.Events;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import dev.carafe.vsphere.vmomi.service.MethodCalls;
import dev.carafe.vsphere.vmomi.session.Session;
import dev.carafe.vsphere.vmomi.session.Sessions;
import dev.carafe.vsphere.vmomi.task.TaskJournal;
import dev.carafe.vsphere.vmomi.task.Tasks;
import dev.carafe.vsphere.vmomi.user.ServedSessionManager;
import dev.carafe.vsphere.vmomi.user.ServiceTickets;
import dev.carafe.vsphere.vmomi.user.User;
import dev.carafe.vsphere.vmomi.user.UserStore;
import dev.carafe.vsphere.vmomi.user.Users;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RestApiTest {
    private static final ManagedObjectReference<Folder> ROOT = new ManagedObjectReference<>("Folder", "group-d1");
    private static final String CATEGORY = "/rest/com/vmware/cis/tagging/category";
    private static final String TAG = "/rest/com/vmware/cis/tagging/tag";
    private static final String ASSOCIATION = "/rest/com/vmware/cis/tagging/tag-association";
    private static final String MACHINE = "{'object_id':{'id':'vm-1','type':'VirtualMachine'}}";

    private record ServedRoot(ManagedObjectReference<Folder> reference) implements Folder, ServedObject {}

    private record Machine(ManagedObjectReference<VirtualMachine> reference) implements VirtualMachine, ServedObject {}

    private static final class NoUsers implements UserStore {
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
        public void save(List<User> users) {}
    }

    private static final class NoTags implements TagStore {
        @Override
        public TagState load() {
            return new TagState(Map.of(), Map.of(), Set.of());
        }

        @Override
        public void save(TagState before, TagState after) {}
    }

    private final ObjectRegistry registry = new ObjectRegistry();
    private final AtomicInteger secrets = new AtomicInteger();
    private final AtomicBoolean allowed = new AtomicBoolean(true);
    private String session = "";
    private Store store;
    private RestApi api;

    @TempDir
    private Path folder;

    private static RestApi api(ObjectRegistry registry, AtomicInteger secrets, AtomicBoolean allowed, Store store) {
        try {
            Sessions sessions = new Sessions(
                    registry,
                    () -> Instant.EPOCH,
                    () -> "secret-" + secrets.incrementAndGet(),
                    Duration.ofMinutes(30),
                    10);
            Users users = Users.open(new NoUsers(), () -> Instant.EPOCH, 10);
            users.add("ann", "Ann", "secret", List.of());
            Events events = Events.open(
                    registry,
                    new ManagedObjectReference<EventManager>("EventManager", "EventManager"),
                    () -> Instant.EPOCH);
            ServedSessionManager manager = ServedSessionManager.open(
                    new ManagedObjectReference<SessionManager>("SessionManager", "SessionManager"),
                    new ServedSessionManager.Parts(
                            users,
                            sessions,
                            new Session("everybody", "", Instant.EPOCH, new ObjectRegistry()),
                            events,
                            new ServiceTickets(() -> Instant.EPOCH, () -> "ticket"),
                            _ -> {},
                            () -> Instant.EPOCH,
                            () -> "secret"));
            Tasks tasks = Tasks.open(
                    registry,
                    new ManagedObjectReference<>("TaskManager", "TaskManager"),
                    events,
                    TaskJournal.none(),
                    () -> Instant.EPOCH);
            return new RestApi(new RestApi.Parts(
                    manager,
                    users,
                    sessions,
                    (_, _, _, _) -> allowed.get(),
                    new RestApi.Kept(Tagging.open(new NoTags()), ClusterModules.open(store), new DataSets(store)),
                    new Invoker(new MethodCalls((_, _, _, _) -> {}), tasks),
                    ROOT));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void fillInventoryAndLogIn() throws Exception {
        store = EmbeddedStore.open(StoreConfig.of(folder));
        api = api(registry, secrets, allowed, store);
        registry.change(changes -> {
            changes.add(
                    new ServedRoot(ROOT),
                    FolderProperties.builder()
                            .name("Datacenters")
                            .childType(List.of("Datacenter"))
                            .build());
            for (int i = 1; i <= 2; i++) {
                changes.add(
                        new Machine(new ManagedObjectReference<>("VirtualMachine", "vm-" + i)),
                        VirtualMachineProperties.builder()
                                .name("machine " + i)
                                .parent(ROOT)
                                .build());
            }
        });
        session = logIn("/api/session", "secret").reply().replace("\"", "");
    }

    @AfterEach
    void closeStore() throws Exception {
        store.close();
    }

    private FakeExchange logIn(String target, String password) throws IOException {
        String basic = Base64.getEncoder().encodeToString(("ann:" + password).getBytes(UTF_8));
        return sent(new FakeExchange("POST", target, "", Map.of("authorization", "Basic " + basic)));
    }

    private FakeExchange sent(FakeExchange exchange) throws IOException {
        api.handle(exchange);
        return exchange;
    }

    /** @param body with single quotes for double ones */
    private FakeExchange send(String method, String target, String body) throws IOException {
        return sent(
                new FakeExchange(method, target, body.replace('\'', '"'), Map.of("vmware-api-session-id", session)));
    }

    /** What the old form wraps, without quotes. */
    private String value(String method, String target, String body) throws IOException {
        FakeExchange exchange = send(method, target, body);
        assertThat(exchange.status()).as(exchange.reply()).isEqualTo(200);
        return exchange.reply().replaceAll("^\\{\"value\":(.*)}$", "$1").replace("\"", "");
    }

    @Test
    void aSessionBeginsWithANameAndPasswordAndEnds() throws Exception {
        FakeExchange refused = logIn("/api/session", "wrong");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.reply()).contains("\"error_type\":\"UNAUTHENTICATED\"");
        assertThat(send("GET", "/api/session", "").reply()).contains("\"user\":\"ann\"");
        assertThat(send("DELETE", "/api/session", "").status()).isEqualTo(204);
        assertThat(send("GET", "/api/session", "").status()).isEqualTo(401);
    }

    @Test
    void theOldFormWrapsItsAnswers() throws Exception {
        FakeExchange login = logIn("/rest/com/vmware/cis/session", "secret");
        assertThat(login.status()).isEqualTo(200);
        assertThat(login.reply()).startsWith("{\"value\":\"");
        assertThat(value("POST", "/rest/com/vmware/cis/session?~action=get", ""))
                .contains("user:ann");
        FakeExchange stranger = sent(new FakeExchange("GET", "/rest/com/vmware/cis/session", "", Map.of()));
        assertThat(stranger.status()).isEqualTo(401);
        assertThat(stranger.reply()).contains("\"type\":\"com.vmware.vapi.std.errors.unauthenticated\"");
    }

    @Test
    void tagsAreMadeAttachedAndFoundAsGovcDoes() throws Exception {
        String category = value(
                "POST",
                CATEGORY,
                "{'create_spec':{'name':'region','description':'','cardinality':'SINGLE','associable_types':[]}}");
        assertThat(value("GET", CATEGORY, "")).isEqualTo("[" + category + "]");
        assertThat(value("GET", CATEGORY + "/id:" + category, "")).contains("cardinality:SINGLE");
        String tag = value(
                "POST", TAG, "{'create_spec':{'name':'north','description':'','category_id':'" + category + "'}}");
        assertThat(value("GET", TAG + "/id:" + category + "?~action=list-tags-for-category", ""))
                .isEqualTo("[" + tag + "]");
        assertThat(send("POST", ASSOCIATION + "/id:" + tag + "?~action=attach", MACHINE)
                        .status())
                .isEqualTo(200);
        assertThat(value("POST", ASSOCIATION + "?~action=list-attached-tags", MACHINE))
                .isEqualTo("[" + tag + "]");
        assertThat(value("POST", ASSOCIATION + "/id:" + tag + "?~action=list-attached-objects", ""))
                .contains("vm-1");
        assertThat(value(
                        "POST",
                        ASSOCIATION + "?~action=attach-multiple-tags-to-object",
                        "{'object_id':{'id':'vm-2','type':'VirtualMachine'},'tag_ids':['urn:none','" + tag + "']}"))
                .contains("success:false", "cis.tagging.objectNotFound.error");
        assertThat(send("PATCH", TAG + "/id:" + tag, "{'update_spec':{'name':'south'}}")
                        .status())
                .isEqualTo(200);
        assertThat(send("GET", "/api/cis/tagging/tag/" + tag, "").reply()).contains("\"name\":\"south\"");
        assertThat(send("DELETE", CATEGORY + "/id:" + category, "").status()).isEqualTo(200);
        assertThat(value("GET", TAG, "")).isEqualTo("[]");
    }

    @Test
    void whatIsNotAllowedIsToldInVapisWords() throws Exception {
        assertThat(send("GET", TAG + "/id:none", "").status()).isEqualTo(404);
        assertThat(send("POST", CATEGORY, "{").reply()).contains("com.vmware.vapi.std.errors.invalid_argument");
        for (String body : List.of("{", "{'create_spec':{'name':1}}", "[".repeat(100), "x".repeat(2 << 20))) {
            assertThat(send("POST", CATEGORY, body).status()).isEqualTo(400);
        }
        assertThat(send("GET", "/api/nonsense", "").status()).isEqualTo(404);
        assertThat(send("GET", "/api/vcenter/vm/%zz", "").status()).isEqualTo(400);
        allowed.set(false);
        FakeExchange denied = send(
                "POST",
                "/api/cis/tagging/category",
                "{'name':'x','description':'','cardinality':'SINGLE','associable_types':[]}");
        assertThat(denied.status()).isEqualTo(403);
        assertThat(denied.reply()).contains("UNAUTHORIZED", "InventoryService.Tagging.CreateCategory");
    }

    @Test
    void dataSetsNeedAPrivilegeForEachThingThatIsDone() throws Exception {
        String sets = "/api/vcenter/vm/vm-1/data-sets";
        assertThat(send("GET", sets, "").status())
                .as("the host has not said the hardware version")
                .isEqualTo(503);
        allowed.set(false);
        Map<String, String> privileges = Map.of(
                "GET " + sets, "DataSetList",
                "POST " + sets, "DataSetCreate",
                "GET " + sets + "/x", "DataSetGet",
                "PATCH " + sets + "/x", "DataSetUpdate",
                "DELETE " + sets + "/x", "DataSetDelete",
                "GET " + sets + "/x/entries", "DataSetEntryList",
                "GET " + sets + "/x/entries/k", "DataSetEntryGet",
                "PUT " + sets + "/x/entries/k", "DataSetEntrySet",
                "DELETE " + sets + "/x/entries/k", "DataSetEntryDelete");
        for (Map.Entry<String, String> each : privileges.entrySet()) {
            String[] asked = each.getKey().split(" ");
            FakeExchange denied = send(asked[0], asked[1], "");
            assertThat(denied.status()).as(each.getKey()).isEqualTo(403);
            assertThat(denied.reply()).contains("UNAUTHORIZED", "VirtualMachine.DataSets." + each.getValue() + " ");
        }
        assertThat(send("PUT", sets, "").status()).isEqualTo(404);
    }

    @Test
    void theInventoryIsListedByKindAndFilter() throws Exception {
        assertThat(send("GET", "/api/vcenter/vm?names=machine%202", "").reply())
                .isEqualTo("[{\"vm\":\"vm-2\",\"name\":\"machine 2\"}]");
        assertThat(value("GET", "/rest/vcenter/vm?filter.vms.1=vm-1", "")).isEqualTo("[{vm:vm-1,name:machine 1}]");
        assertThat(send("GET", "/api/vcenter/vm?folders=group-d1", "").reply()).contains("vm-1", "vm-2");
        assertThat(send("GET", "/api/vcenter/vm?datacenters=datacenter-9", "").reply())
                .isEqualTo("[]");
        assertThat(send("GET", "/api/vcenter/folder?type=DATACENTER", "").reply())
                .isEqualTo("[{\"folder\":\"group-d1\",\"name\":\"Datacenters\",\"type\":\"DATACENTER\"}]");
        assertThat(send("GET", "/api/vcenter/vm/vm-1", "").reply()).isEqualTo("{\"name\":\"machine 1\"}");
        FakeExchange missing = send("GET", "/api/vcenter/vm/vm-9", "");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.reply()).contains("NOT_FOUND", "vm-9");
        for (String kind : List.of("host", "datastore", "network", "cluster", "datacenter", "resource-pool")) {
            assertThat(send("GET", "/api/vcenter/" + kind, "").reply()).as(kind).isEqualTo("[]");
        }
    }

    @Test
    void guestsAreCalledAsVapiCallsThem() {
        assertThat(MachineInfo.guest("debian12_64Guest")).isEqualTo("DEBIAN_12_64");
        assertThat(MachineInfo.guest("otherLinux64Guest")).isEqualTo("OTHER_LINUX_64");
        assertThat(MachineInfo.guest(null)).isEqualTo("OTHER");
    }
}
