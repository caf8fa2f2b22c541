package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Upstream's helm against our API server: a chart with hooks, a definition and objects of it, through its whole life. */
@Timeout(300)
@BesideOthers
class HelmTest {
    @TempDir
    private static Path folder;

    private static ControlPlane plane;
    private static Helm helm;
    private static Path chart;

    @BeforeAll
    static void start() throws IOException {
        Helm.assumeFetched();
        plane = ControlPlane.start(folder.resolve("plane"));
        helm = new Helm(plane.kubectl(), Files.createDirectory(folder.resolve("home")));
        chart = writeChart(folder.resolve("ledger"));
    }

    @AfterAll
    static void end() {
        if (plane != null) {
            plane.close();
        }
    }

    private static Path writeChart(Path chart) throws IOException {
        Path templates = Files.createDirectories(chart.resolve("templates"));
        Path definitions = Files.createDirectories(chart.resolve("crds"));
        Files.writeString(chart.resolve("Chart.yaml"), """
                apiVersion: v2
                name: ledger
                version: 0.1.0
                appVersion: "1"
                """);
        Files.writeString(chart.resolve("values.yaml"), """
                greeting: hello
                replicas: 1
                """);
        Files.writeString(definitions.resolve("books.yaml"), """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata:
                  name: books.ledger.example.com
                spec:
                  group: ledger.example.com
                  scope: Namespaced
                  names: {plural: books, singular: book, kind: Book, listKind: BookList}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    schema:
                      openAPIV3Schema:
                        type: object
                        properties:
                          spec:
                            type: object
                            properties:
                              title: {type: string, minLength: 1}
                              pages: {type: integer, default: 100}
                """);
        Files.writeString(templates.resolve("objects.yaml"), """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: {{ .Release.Name }}-settings
                  labels: {app.kubernetes.io/managed-by: {{ .Release.Service }}}
                data:
                  greeting: {{ .Values.greeting | quote }}
                ---
                apiVersion: v1
                kind: Service
                metadata:
                  name: {{ .Release.Name }}
                spec:
                  selector: {app: ledger}
                  ports: [{port: 80, targetPort: http}]
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: {{ .Release.Name }}
                spec:
                  replicas: {{ .Values.replicas }}
                  selector:
                    matchLabels: {app: ledger}
                  template:
                    metadata:
                      labels: {app: ledger}
                    spec:
                      containers:
                      - name: web
                        image: example.com/web:{{ .Chart.AppVersion }}
                        ports: [{name: http, containerPort: 8080}]
                ---
                {{- if .Capabilities.APIVersions.Has "apps/v1/Deployment" }}
                apiVersion: ledger.example.com/v1
                kind: Book
                metadata:
                  name: {{ .Release.Name }}
                spec:
                  title: {{ .Values.greeting | quote }}
                {{- end }}
                """);
        Files.writeString(templates.resolve("hooks.yaml"), """
                {{- range $when := list "pre-install" "post-install" "pre-upgrade" "post-upgrade" "pre-rollback" "post-delete" }}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: {{ $.Release.Name }}-{{ $when }}
                  annotations:
                    helm.sh/hook: {{ $when }}
                    helm.sh/hook-weight: "5"
                    helm.sh/hook-delete-policy: before-hook-creation
                data:
                  revision: {{ $.Release.Revision | quote }}
                {{- end }}
                """);
        return chart;
    }

    private static String field(String path, String kind, String name) {
        return plane.kubectl().field(path, kind, name);
    }

    @Test
    void aChartIsInstalledUpgradedRolledBackAndRemoved() {
        assertThat(helm.ok("install", "shop", chart.toString())).contains("STATUS: deployed");
        assertThat(field("{.data.greeting}", "configmap", "shop-settings")).isEqualTo("hello");
        assertThat(field("{.data.revision}", "configmap", "shop-pre-install")).isEqualTo("1");
        assertThat(field("{.data.revision}", "configmap", "shop-post-install")).isEqualTo("1");
        assertThat(field("{.spec.title}/{.spec.pages}", "book", "shop")).isEqualTo("hello/100");
        assertThat(field("{.metadata.managedFields[*].operation}", "deployment", "shop"))
                .isEqualTo("Apply");

        plane.kubectl().ok("scale", "deployment", "shop", "--replicas=7");
        Command.Result conflict = helm.run("upgrade", "shop", chart.toString(), "--set", "replicas=3");
        assertThat(conflict.status()).as("another owns the replicas now").isNotZero();
        assertThat(conflict.out() + conflict.err()).contains("conflict with \"kubectl\"", ".spec.replicas");
        helm.ok("upgrade", "shop", chart.toString(), "--set", "replicas=3,greeting=good day", "--force-conflicts");
        assertThat(field("{.spec.replicas}", "deployment", "shop")).isEqualTo("3");
        assertThat(field("{.data.greeting}", "configmap", "shop-settings")).isEqualTo("good day");
        assertThat(field("{.data.revision}", "configmap", "shop-post-upgrade")).isEqualTo("3");

        helm.ok("rollback", "shop", "1");
        assertThat(field("{.data.greeting}", "configmap", "shop-settings")).isEqualTo("hello");
        assertThat(field("{.spec.replicas}", "deployment", "shop")).isEqualTo("1");
        assertThat(field("{.data.revision}", "configmap", "shop-pre-rollback")).isEqualTo("1");
        assertThat(helm.ok("history", "shop", "-o", "json"))
                .contains("\"status\":\"failed\"", "\"status\":\"superseded\"", "\"status\":\"deployed\"");
        assertThat(helm.ok("get", "manifest", "shop")).contains("kind: Book");
        assertThat(helm.ok("list", "-o", "json")).contains("\"name\":\"shop\"", "\"chart\":\"ledger-0.1.0\"");

        helm.ok("uninstall", "shop");
        assertThat(plane.kubectl().ok("get", "deployments,services,books", "-o", "name"))
                .isEqualToIgnoringWhitespace("service/kubernetes");
        assertThat(field("{.metadata.name}", "configmap", "shop-post-delete")).isEqualTo("shop-post-delete");
        assertThat(field("{.metadata.name}", "crd", "books.ledger.example.com")).isEqualTo("books.ledger.example.com");
    }

    @Test
    void aChartThatTheServerRefusesIsReportedAsRefused() {
        Command.Result refused = helm.run("install", "bad", chart.toString(), "--set", "greeting=");
        assertThat(refused.status()).isNotZero();
        assertThat(refused.err())
                .contains("spec.title: Invalid value: \"\": spec.title in body should be at least 1 chars long");
        assertThat(helm.ok("list", "--failed", "-o", "json")).contains("\"name\":\"bad\"");
        helm.ok("uninstall", "bad");
    }

    @Test
    void templatesAreCheckedByTheServerWithoutBeingStored() {
        plane.kubectl().ok("apply", "-f", chart.resolve("crds").toString()); // a dry run makes no definitions
        String rendered = helm.ok("install", "dry", chart.toString(), "--dry-run=server");
        assertThat(rendered).contains("kind: Book", "name: dry-settings");
        assertThat(plane.kubectl().ok("get", "configmaps", "-o", "name")).doesNotContain("dry-settings");
    }
}
