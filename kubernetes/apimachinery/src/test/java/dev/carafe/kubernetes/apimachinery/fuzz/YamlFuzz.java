package dev.carafe.kubernetes.apimachinery.fuzz;

import dev.carafe.kubernetes.apimachinery.serializer.MalformedYamlException;
import dev.carafe.kubernetes.apimachinery.serializer.Yaml;
import java.util.List;

/** What is read as YAML is written so that it is read as the same, or refused. */
public final class YamlFuzz {
    static final List<String> SEEDS = List.of("""
            apiVersion: v1
            kind: Pod
            metadata: {name: a, labels: {a: 'b'}}
            spec:
              containers:
              - name: c
                args:
                - "a\\n"
                - |-
                  b
            """, """
            a: &a {x: 1, y: ~}
            b: {<<: *a, z: 0x1F}
            c: [*a, 1e3, .inf, 2026-01-01, !!binary aGk=]
            """, """
            ? a
            : >+
              folded

              text
            --- # second
            - - - x
            """);

    private YamlFuzz() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Object value;
        try {
            value = Yaml.decode(bytes, _ -> {});
        } catch (MalformedYamlException _) {
            return;
        }
        byte[] written = Yaml.encode(value);
        try {
            Object again = Yaml.decode(written);
            if (!again.equals(value)) {
                throw new IllegalStateException(value + " became " + again);
            }
        } catch (MalformedYamlException e) {
            throw new IllegalStateException("what was written is not read: " + Yaml.toString(value), e);
        }
    }
}
