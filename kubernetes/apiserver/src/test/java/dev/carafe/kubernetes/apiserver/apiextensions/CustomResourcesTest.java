package dev.carafe.kubernetes.apiserver.apiextensions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.testing.HttpsClient;
import dev.carafe.kubernetes.apiserver.testing.HttpsClient.Answer;
import dev.carafe.kubernetes.apiserver.testing.TestServer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kinds that clients define, from their definition to their end. */
@Timeout(120)
final class CustomResourcesTest {
    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String MERGE = "application/merge-patch+json";
    private static final String APPLY = "application/apply-patch+yaml";
    private static final String JSON = "application/json";

    @TempDir
    static Path directory;

    private static TestServer server;
    private static HttpsClient admin;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(directory);
        admin = new HttpsClient(server, "admin");
        server.awaitReady();
    }

    @AfterAll
    static void stop() {
        admin.close();
        server.close();
    }

    private static Answer send(String method, String path, String body) throws Exception {
        return admin.send(method, path, body.replace('\'', '"'));
    }

    private static Answer patch(String path, String type, String body) throws Exception {
        return admin.send("PATCH", path, body.replace('\'', '"'), type, JSON);
    }

    /** A definition of one version v1 with a size, a colour with a default, a status and a scale. */
    private static String definition(String plural, String kind) {
        return """
                {'apiVersion':'apiextensions.k8s.io/v1','kind':'CustomResourceDefinition',
                 'metadata':{'name':'%1$s.ex.io'},
                 'spec':{'group':'ex.io','scope':'Namespaced','names':{'plural':'%1$s','kind':'%2$s'},
                  'versions':[{'name':'v1','served':true,'storage':true,
                   'subresources':{'status':{},'scale':{'specReplicasPath':'.spec.n','statusReplicasPath':'.status.n'}},
                   'selectableFields':[{'jsonPath':'.spec.color'}],
                   'additionalPrinterColumns':[{'name':'Size','type':'integer','jsonPath':'.spec.size'}],
                   'schema':{'openAPIV3Schema':{'type':'object','properties':{
                    'spec':{'type':'object','required':['size'],'properties':{
                     'size':{'type':'integer','minimum':1},'n':{'type':'integer'},
                     'color':{'type':'string','default':'red'}}},
                    'status':{'type':'object','properties':{'n':{'type':'integer'}}}}}}}]}}""".formatted(plural, kind);
    }

    private static String objects(String plural) {
        return "/apis/ex.io/v1/namespaces/default/" + plural;
    }

    private static String object(String kind, String name, String spec) {
        return "{'apiVersion':'ex.io/v1','kind':'" + kind + "','metadata':{'name':'" + name + "'},'spec':" + spec + "}";
    }

    /** Creates a definition and returns once it is served. */
    private static void define(String plural, String kind) throws Exception {
        assertThat(send("POST", DEFINITIONS, definition(plural, kind)).code()).isEqualTo(201);
        awaitCondition(plural, "Established", "True");
    }

    private static void awaitCondition(String plural, String type, String status) throws Exception {
        while (true) {
            Struct found =
                    send("GET", DEFINITIONS + "/" + plural + ".ex.io", "").body();
            Struct now = found.struct("status");
            if (now != null && now.get("conditions") instanceof List<?> conditions) {
                for (Object condition : conditions) {
                    Struct one = (Struct) condition;
                    if (type.equals(one.string("type")) && status.equals(one.string("status"))) {
                        return;
                    }
                }
            }
            Thread.sleep(1);
        }
    }

    private static int code(String path) throws Exception {
        return admin.exchange("GET", path, new byte[0], "", JSON).statusCode();
    }

    @Test
    void anObjectIsPrunedDefaultedAndChecked() throws Exception {
        define("prunes", "Prune");
        Answer created = send("POST", objects("prunes"), object("Prune", "a", "{'size':2,'junk':1}"));
        assertThat(created.code()).isEqualTo(201);
        assertThat(created.text("spec")).isEqualTo("{\"size\":2,\"color\":\"red\"}");
        assertThat(created.warnings()).singleElement().asString().contains("unknown field \\\"spec.junk\\\"");
        Answer refused = send("POST", objects("prunes"), object("Prune", "b", "{'size':0}"));
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.text("message"))
                .isEqualTo("Prune.ex.io \"b\" is invalid: spec.size: Invalid value: 0: spec.size in body should be"
                        + " greater than or equal to 1");
        Answer strict = send(
                "POST", objects("prunes") + "?fieldValidation=Strict", object("Prune", "b", "{'size':1,'junk':1}"));
        assertThat(strict.text("message")).contains("strict decoding error: unknown field \"spec.junk\"");
    }

    @Test
    void statusAndScaleAreWrittenApart() throws Exception {
        define("parts", "Part");
        String path = objects("parts") + "/a";
        send("POST", objects("parts"), object("Part", "a", "{'size':2,'n':1}"));
        assertThat(patch(path, MERGE, "{'status':{'n':5}}").body().has("status"))
                .isFalse();
        Answer status = patch(path + "/status", MERGE, "{'status':{'n':5},'spec':{'size':9}}");
        assertThat(status.text("status")).isEqualTo("{\"n\":5}");
        assertThat(status.text("spec", "size")).isEqualTo("2");
        assertThat(status.text("metadata", "generation")).isEqualTo("1");
        Answer scale = patch(path + "/scale", MERGE, "{'spec':{'replicas':3}}");
        assertThat(scale.text("kind")).isEqualTo("Scale");
        assertThat(scale.text("status", "replicas")).isEqualTo("5");
        Answer whole = send("GET", path, "");
        assertThat(whole.text("spec", "n")).isEqualTo("3");
        assertThat(whole.text("metadata", "generation")).isEqualTo("2");
    }

    @Test
    void anApplyOwnsWhatItSays() throws Exception {
        define("applieds", "Applied");
        String path = objects("applieds") + "/a?fieldManager=";
        assertThat(patch(path + "one", APPLY, object("Applied", "a", "{'size':2}"))
                        .code())
                .isEqualTo(201);
        Answer conflict = patch(path + "two", APPLY, object("Applied", "a", "{'size':3}"));
        assertThat(conflict.code()).isEqualTo(409);
        assertThat(conflict.text("message"))
                .isEqualTo("Apply failed with 1 conflict: conflict with \"one\": .spec.size");
        assertThat(patch(path + "two&force=true", APPLY, object("Applied", "a", "{'size':3}"))
                        .text("spec", "size"))
                .isEqualTo("3");
    }

    @Test
    void objectsAreListedSelectedAndPrinted() throws Exception {
        define("rows", "Row");
        send("POST", objects("rows"), object("Row", "a", "{'size':2}"));
        send("POST", objects("rows"), object("Row", "b", "{'size':3,'color':'blue'}"));
        Answer blue = send("GET", objects("rows") + "?fieldSelector=spec.color%3Dblue", "");
        assertThat(blue.text("items"))
                .contains("\"kind\":\"Row\"")
                .contains("\"name\":\"b\"")
                .doesNotContain("\"a\"");
        Answer table = admin.send("GET", objects("rows"), "", JSON, "application/json;as=Table;v=v1;g=meta.k8s.io");
        assertThat(table.text("rows")).contains("\"cells\":[\"a\",2]", "\"cells\":[\"b\",3]");
        assertThat(admin.exchange("GET", objects("rows"), new byte[0], "", "application/vnd.kubernetes.protobuf")
                        .statusCode())
                .isEqualTo(406);
    }

    @Test
    void aChangedSchemaIsSeenByOldObjectsAndEndsWatches() throws Exception {
        define("changes", "Change");
        send("POST", objects("changes"), object("Change", "a", "{'size':2}"));
        try (BufferedReader watch = new BufferedReader(
                new InputStreamReader(admin.stream(objects("changes") + "?watch=1"), StandardCharsets.UTF_8))) {
            assertThat(watch.readLine()).contains("\"ADDED\"");
            String more =
                    definition("changes", "Change").replace("'n':{", "'hello':{'type':'string','default':'you'},'n':{");
            Answer live = send("GET", DEFINITIONS + "/changes.ex.io", "");
            String version = live.text("metadata", "resourceVersion");
            String wanted = more.replace(
                    "'name':'changes.ex.io'", "'name':'changes.ex.io','resourceVersion':'" + version + "'");
            assertThat(send("PUT", DEFINITIONS + "/changes.ex.io", wanted).code())
                    .isEqualTo(200);
            assertThat(watch.readLine()).isNull();
        }
        assertThat(send("GET", objects("changes") + "/a", "").text("spec", "hello"))
                .isEqualTo("you");
        assertThat(send("GET", objects("changes"), "").text("items")).contains("\"hello\":\"you\"");
    }

    @Test
    void theSameObjectIsThereInEveryVersion() throws Exception {
        String two = definition("versions", "Version")
                .replace(
                        "'versions':[{",
                        "'versions':[{'name':'v2','served':true,"
                                + "'storage':false,'schema':{'openAPIV3Schema':{'type':'object',"
                                + "'x-kubernetes-preserve-unknown-fields':true}}},{");
        assertThat(send("POST", DEFINITIONS, two).code()).isEqualTo(201);
        awaitCondition("versions", "Established", "True");
        send("POST", objects("versions"), object("Version", "a", "{'size':2}"));
        String v2 = objects("versions").replace("/v1/", "/v2/");
        assertThat(send("GET", v2 + "/a", "").text("apiVersion")).isEqualTo("ex.io/v2");
        assertThat(patch(v2 + "/a", MERGE, "{'spec':{'size':4}}").text("apiVersion"))
                .isEqualTo("ex.io/v2");
        assertThat(send("GET", objects("versions") + "/a", "").text("spec", "size"))
                .isEqualTo("4");
        assertThat(send("GET", "/apis/ex.io", "").text("preferredVersion", "version"))
                .isEqualTo("v2");
    }

    @Test
    void namesThatAreTakenAreNotGivenTwice() throws Exception {
        define("firsts", "Taken");
        assertThat(send("POST", DEFINITIONS, definition("seconds", "Taken")).code())
                .isEqualTo(201);
        awaitCondition("seconds", "NamesAccepted", "False");
        assertThat(code(objects("seconds"))).isEqualTo(404);
        send("DELETE", DEFINITIONS + "/firsts.ex.io", "");
        awaitCondition("seconds", "Established", "True");
        assertThat(code(objects("seconds"))).isEqualTo(200);
    }

    @Test
    void aDeletedDefinitionWaitsForItsObjects() throws Exception {
        define("lasts", "Last");
        send("POST", objects("lasts"), object("Last", "a", "{'size':2}"));
        patch(objects("lasts") + "/a", MERGE, "{'metadata':{'finalizers':['ex.io/wait']}}");
        assertThat(send("DELETE", DEFINITIONS + "/lasts.ex.io", "").code()).isEqualTo(200);
        awaitCondition("lasts", "Terminating", "True");
        Answer late = send("POST", objects("lasts"), object("Last", "b", "{'size':2}"));
        assertThat(late.text("message"))
                .isEqualTo("lasts.ex.io \"b\" is forbidden: create not allowed while custom resource definition is"
                        + " terminating");
        patch(objects("lasts") + "/a", MERGE, "{'metadata':{'finalizers':null}}");
        while (code(DEFINITIONS + "/lasts.ex.io") != 404) {
            Thread.sleep(1);
        }
        while (code(objects("lasts")) != 404) {
            Thread.sleep(1);
        }
    }

    @Test
    void documentsDescribeTheKind() throws Exception {
        define("shows", "Show");
        assertThat(send("GET", "/apis/ex.io/v1", "").text("resources"))
                .contains("\"shows\"", "\"shows/status\"", "\"shows/scale\"");
        Answer document = send("GET", "/openapi/v3/apis/ex.io/v1", "");
        assertThat(document.text("components", "schemas", "io.ex.v1.Show", "properties", "spec"))
                .contains("\"color\"");
        assertThat(document.text("paths", "/apis/ex.io/v1/namespaces/{namespace}/shows/{name}/status"))
                .contains("replaceExIoV1NamespacedShowStatus");
        assertThat(send("GET", "/openapi/v2", "").text("definitions", "io.ex.v1.ShowList"))
                .contains("io.ex.v1.Show");
    }

    @Test
    void objectsAreHeldToRules() throws Exception {
        String ruled = definition("ruleds", "Ruled")
                .replace(
                        "'required':['size'],",
                        "'required':['size'],'x-kubernetes-validations':["
                                + "{'rule':'self.size < 7','message':'must be small','fieldPath':'.size'},"
                                + "{'rule':'self.size >= oldSelf.size','message':'must not shrink'}],");
        assertThat(send("POST", DEFINITIONS, ruled.replace("self.size < 7", "self.seize < 7"))
                        .text("message"))
                .contains("x-kubernetes-validations[0].rule: Invalid value")
                .contains("undefined field 'seize'");
        assertThat(send("POST", DEFINITIONS, ruled).warnings()).isEmpty();
        awaitCondition("ruleds", "Established", "True");
        assertThat(send("POST", objects("ruleds"), object("Ruled", "a", "{'size':9}"))
                        .text("message"))
                .isEqualTo("Ruled.ex.io \"a\" is invalid: spec.size: Invalid value: must be small");
        assertThat(send("POST", objects("ruleds"), object("Ruled", "a", "{'size':2}"))
                        .code())
                .isEqualTo(201);
        assertThat(patch(objects("ruleds") + "/a", MERGE, "{'spec':{'size':1}}").text("message"))
                .endsWith("spec: Invalid value: must not shrink");
    }

    @Test
    void aGroupHasAnApiServiceWhileItIsServed() throws Exception {
        String services = "/apis/apiregistration.k8s.io/v1/apiservices/v1.solo.io";
        assertThat(send("POST", DEFINITIONS, definition("solos", "Solo").replace("ex.io", "solo.io"))
                        .code())
                .isEqualTo(201);
        Answer service = send("GET", services, "");
        while (service.code() != 200 || service.body().find(List.of("status", "conditions")) == null) {
            service = send("GET", services, "");
        }
        assertThat(service.body().find(List.of("metadata", "labels", "kube-aggregator.kubernetes.io/automanaged")))
                .isEqualTo("true");
        assertThat(service.body().find(List.of("spec", "groupPriorityMinimum"))).isEqualTo(1000L);
        assertThat(String.valueOf(service.body().find(List.of("status", "conditions"))))
                .contains("Local APIServices are always available");
        assertThat(send("DELETE", DEFINITIONS + "/solos.solo.io", "").code()).isEqualTo(200);
        while (send("GET", services, "").code() != 404) {
            Thread.sleep(1);
        }
    }

    @Test
    void whatARuleRefusesAndWasThereBeforeIsWarnedOf() throws Exception {
        assertThat(send("POST", DEFINITIONS, definition("olds", "Old")).code()).isEqualTo(201);
        awaitCondition("olds", "Established", "True");
        assertThat(send("POST", objects("olds"), object("Old", "a", "{'size':5}"))
                        .code())
                .isEqualTo(201);
        String rule = "[{'op':'add','path':'/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/size/"
                + "x-kubernetes-validations','value':[{'rule':'self < 3','message':'is too much'}]}]";
        assertThat(patch(DEFINITIONS + "/olds.ex.io", "application/json-patch+json", rule)
                        .code())
                .isEqualTo(200);
        Answer refused = send("POST", objects("olds"), object("Old", "b", "{'size':5}"));
        while (refused.code() == 201) { // until the new schema is served
            send("DELETE", objects("olds") + "/b", "");
            refused = send("POST", objects("olds"), object("Old", "b", "{'size':5}"));
        }
        assertThat(refused.text("message")).contains("spec.size: Invalid value: 5: is too much");
        Answer passed = patch(objects("olds") + "/a", MERGE, "{'metadata':{'labels':{'a':'b'}}}");
        assertThat(passed.code()).isEqualTo(200);
        assertThat(passed.warnings()).singleElement().asString().contains("spec.size: Invalid value: 5: is too much");
        assertThat(patch(objects("olds") + "/a", MERGE, "{'spec':{'size':6}}").code())
                .isEqualTo(422);
    }

    @Test
    void versionsAreConvertedByAWebhook() throws Exception {
        try (ConvertingServer hook = ConvertingServer.start(directory)) {
            hook.convert(object -> object.with(
                    "spec",
                    Objects.requireNonNull(object.struct("spec"))
                            .with("seen", Objects.requireNonNull(object.string("apiVersion")))));
            String open = "'schema':{'openAPIV3Schema':{'type':'object','x-kubernetes-preserve-unknown-fields':true}}";
            String hooked = definition("hookeds", "Hooked")
                    .replace(
                            "'scope':",
                            "'conversion':{'strategy':'Webhook','webhook':{'conversionReviewVersions':['v1'],"
                                    + "'clientConfig':{'url':'" + hook.url() + "','caBundle':'" + hook.caBundle()
                                    + "'}}},'scope':")
                    .replace("'versions':[{", "'versions':[{'name':'v2','served':true,'storage':false," + open + "},{");
            assertThat(send("POST", DEFINITIONS, hooked).warnings()).isEmpty();
            awaitCondition("hookeds", "Established", "True");
            String v2 = objects("hookeds").replace("/v1/", "/v2/");
            assertThat(send("POST", objects("hookeds"), object("Hooked", "a", "{'size':2}"))
                            .code())
                    .isEqualTo(201);
            Struct read = send("GET", v2 + "/a", "").body();
            assertThat(read.string("apiVersion")).isEqualTo("ex.io/v2");
            assertThat(read.find(List.of("spec", "seen"))).isEqualTo("ex.io/v2");
            String written = object("Hooked", "b", "{'size':3}").replace("ex.io/v1", "ex.io/v2");
            assertThat(send("POST", v2, written).code()).isEqualTo(201);
            assertThat(send("GET", objects("hookeds") + "/b", "").body().find(List.of("spec", "size")))
                    .isEqualTo(3L);
            for (String name : List.of("c", "d", "e")) {
                assertThat(send("POST", objects("hookeds"), object("Hooked", name, "{'size':4}"))
                                .code())
                        .isEqualTo(201);
            }
            hook.asked();
            for (String page : List.of("", "?limit=4")) {
                Struct list = send("GET", v2 + page, "").body();
                assertThat((List<?>) list.get("items"))
                        .hasSizeGreaterThanOrEqualTo(4)
                        .allMatch(item -> "ex.io/v2".equals(((Struct) item).find(List.of("spec", "seen"))));
            }
            assertThat(hook.asked()).as("objects of each question").hasSizeLessThanOrEqualTo(2);
            hook.answer(request -> request);
            Answer failed = patch(v2 + "/a", MERGE, "{'spec':{'size':4}}");
            assertThat(failed.code()).isEqualTo(500);
            assertThat(failed.text("message"))
                    .contains("Kind=Hooked failed: response.result.status was '', not 'Success'");
        }
    }

    @Test
    void aServerThatStartsAgainServesWhatWasDefined(@TempDir Path own) throws Exception {
        try (TestServer first = new TestServer(own);
                HttpsClient client = new HttpsClient(first, "admin")) {
            first.awaitReady();
            String body = definition("stays", "Stay").replace('\'', '"');
            assertThat(client.send("POST", DEFINITIONS, body).code()).isEqualTo(201);
            while (client.exchange("GET", objects("stays"), new byte[0], "", JSON)
                            .statusCode()
                    != 200) {
                Thread.sleep(1);
            }
            String object = object("Stay", "a", "{'size':2}").replace('\'', '"');
            assertThat(client.send("POST", objects("stays"), object).code()).isEqualTo(201);
        }
        try (TestServer second = new TestServer(own);
                HttpsClient client = new HttpsClient(second, "admin")) {
            second.awaitReady();
            assertThat(client.send("GET", objects("stays") + "/a", "").text("spec", "size"))
                    .isEqualTo("2");
        }
    }

    @Test
    void ofDefinitionsMadeAtOnceOneHasTheNames() throws Exception {
        List<String> plurals = List.of("rivals", "rivalries", "rivalships");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Answer>> creates = plurals.stream()
                    .<Callable<Answer>>map(plural -> () -> send("POST", DEFINITIONS, definition(plural, "Rival")))
                    .toList();
            for (Future<Answer> created : threads.invokeAll(creates)) {
                assertThat(created.get().code()).isEqualTo(201);
            }
        }
        int accepted = 0;
        for (String plural : plurals) {
            accepted += awaitNames(plural).equals("True") ? 1 : 0;
        }
        assertThat(accepted).isEqualTo(1);
    }

    /** Whether the names of a definition were accepted, once that is said. */
    private static String awaitNames(String plural) throws Exception {
        while (true) {
            String found =
                    send("GET", DEFINITIONS + "/" + plural + ".ex.io", "").text("status", "conditions");
            for (String status : List.of("True", "False")) {
                if (found.matches(".*\"type\":\"NamesAccepted\",\"status\":\"" + status + "\".*")
                        || found.matches(".*\"status\":\"" + status + "\"[^}]*\"type\":\"NamesAccepted\".*")) {
                    return status;
                }
            }
            Thread.sleep(1);
        }
    }
}
