package dev.carafe.kubernetes.apiserver.openapi;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.List;

/** The paths of a custom kind, in the notation of the facts table (see {@link OperationWriter}). Functions only. */
final class CustomPaths {
    private static final List<Object> FORMS = List.of("application/json", "application/yaml");
    private static final String META = "@apimachinery.pkg.apis.meta.v1.";

    private CustomPaths() {}

    /** What requests about custom kinds may carry and be answered with; there is no protobuf of them. */
    static Struct sets() {
        return Struct.of(
                "aC",
                FORMS,
                "cP",
                List.of("application/json-patch+json", "application/merge-patch+json", "application/apply-patch+yaml"));
    }

    static void add(CustomKind kind, Struct.Builder paths) {
        String version = kind.groupVersion().version();
        String root = "/apis/" + kind.groupVersion();
        String all = root + "/" + (kind.namespaced() ? "namespaces/{namespace}/" : "") + kind.plural();
        StringBuilder tag = new StringBuilder();
        for (String word : kind.groupVersion().group().split("\\.")) {
            tag.append(capital(word));
        }
        String about = tag + capital(version);
        String scope = kind.namespaced() ? "Namespaced" : "";
        String gvk = kind.groupVersion() + "/" + kind.kind();
        String one = "@" + SchemaWriter.CUSTOM + kind.publicName(kind.kind());
        String list = "@" + SchemaWriter.CUSTOM + kind.publicName(kind.listKind());
        String id = about + scope + kind.kind();
        paths.put(
                all,
                List.of(
                        "GET list " + gvk + " q2 aC >200:" + list + ",401 list" + id,
                        "POST post " + gvk + " q4 aC <" + one + " >200:" + one + ",201:" + one + ",202:" + one
                                + ",401 create" + id,
                        "DELETE deletecollection " + gvk + " q5 aC <" + META + "DeleteOptions >200:" + META
                                + "Status,401 delete" + about + "Collection" + scope + kind.kind()));
        List<Object> single = new ArrayList<>(part(gvk, one, id));
        single.add("DELETE delete " + gvk + " q7 aC <" + META + "DeleteOptions >200:" + META + "Status,202:" + META
                + "Status,401 delete" + id);
        paths.put(all + "/{name}", single);
        if (kind.hasStatus()) {
            paths.put(all + "/{name}/status", part(gvk, one, id + "Status"));
        }
        if (kind.hasScale()) {
            paths.put(all + "/{name}/scale", part("autoscaling/v1/Scale", "@api.autoscaling.v1.Scale", id + "Scale"));
        }
        if (kind.namespaced()) {
            paths.put(
                    root + "/" + kind.plural(),
                    List.of("GET list " + gvk + " q2 aC >200:" + list + ",401 list" + about + kind.kind()
                            + "ForAllNamespaces"));
        }
    }

    private static List<Object> part(String gvk, String type, String id) {
        return List.of(
                "GET get " + gvk + " q3 aC >200:" + type + ",401 read" + id,
                "PUT put " + gvk + " q4 aC <" + type + " >200:" + type + ",201:" + type + ",401 replace" + id,
                "PATCH patch " + gvk + " q6 cP aC <" + META + "Patch >200:" + type + ",401 patch" + id);
    }

    private static String capital(String word) {
        return word.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }
}
