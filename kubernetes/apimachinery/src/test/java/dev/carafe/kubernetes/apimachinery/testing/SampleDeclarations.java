package dev.carafe.kubernetes.apimachinery.testing;

import dev.carafe.kubernetes.apimachinery.schema.Declarations;
import dev.carafe.kubernetes.apimachinery.schema.Notation;
import dev.carafe.kubernetes.apimachinery.schema.StructDeclaration;
import dev.carafe.kubernetes.apimachinery.serializer.MalformedYamlException;
import dev.carafe.kubernetes.apimachinery.serializer.Yaml;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** A small pod and its parts. */
public final class SampleDeclarations {
    /** The structure that tests start from. */
    public static final String POD = "api.core.v1.Pod";

    private static final Map<String, StructDeclaration> TABLE = new HashMap<>();

    static {
        declare(POD, """
                apiVersion s
                kind s
                metadata @api.core.v1.Meta #1 d={}
                spec @api.core.v1.PodSpec #2 d={}
                status @api.core.v1.PodStatus #3 d={}""");
        declare("api.core.v1.Meta", """
                name s
                uid s
                labels {s}
                annotations {s}
                finalizers [s] ps=merge
                creationTimestamp time
                ownerReferences [@api.core.v1.Owner] ps=merge pk=uid""");
        declare("api.core.v1.Owner", """
                uid! s d=""
                name! s d=\"\"""");
        declare("api.core.v1.PodSpec", """
                containers! [@api.core.v1.Container] lt=map lk=name ps=merge pk=name
                volumes [@api.core.v1.Volume] ps=merge,retainKeys pk=name
                nodeName s d=""
                nodeSelector {s}
                tolerations [@api.core.v1.Toleration] lt=atomic
                strategy @api.core.v1.Strategy ps=retainKeys
                overhead {@apimachinery.pkg.api.resource.Quantity}
                priority i32
                deadline i64""");
        declare("api.core.v1.Container", """
                name! s d=""
                image s
                args [s] lt=atomic
                ports [@api.core.v1.ContainerPort] ps=merge pk=containerPort
                resources @api.core.v1.Resources d={}
                tty b""");
        declare("api.core.v1.ContainerPort", """
                containerPort! i32 d=0
                protocol s d="TCP"
                target intstr""");
        declare("api.core.v1.Resources", "limits {@apimachinery.pkg.api.resource.Quantity}");
        declare("api.core.v1.Toleration", "key s");
        declare("api.core.v1.Volume", """
                name! s d=""
                emptyDir @api.core.v1.EmptyDir
                hostPath @api.core.v1.HostPath
                secret bytes
                extra obj""");
        declare("api.core.v1.EmptyDir", "medium s");
        declare("api.core.v1.HostPath", "path! s d=\"\"");
        declare("api.core.v1.Strategy", """
                type s
                rollingUpdate any""");
        declare("api.core.v1.PodStatus", """
                phase s
                replicas! i32 d=0""");
    }

    private SampleDeclarations() {}

    private static void declare(String name, String fields) {
        TABLE.put(
                name,
                new StructDeclaration(
                        name, Stream.of(fields.split("\n")).map(Notation::parse).toList(), ""));
    }

    public static Declarations table() {
        return TABLE::get;
    }

    /** A struct written as YAML. */
    public static Struct yaml(String text) {
        try {
            return (Struct) Yaml.decode(text.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedYamlException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
