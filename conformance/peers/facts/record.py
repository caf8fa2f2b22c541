#!/usr/bin/env python3
"""Writes what a running upstream API server publishes about some group versions in the notation of the facts table.

record.py DOCUMENTS FACTS MESSAGES GROUP/VERSION...

DOCUMENTS has what the server answered: v2.json (/openapi/v2), and for each group version GROUP_VERSION.v3.json (its
/openapi/v3 document), GROUP_VERSION.discovery.json (its list of resources) and, where one of its resources has columns of
its own, GROUP_VERSION_RESOURCE.table.json (the resource's list as a Table). FACTS is the facts table, which is changed in
place; what it says of other group versions stays. MESSAGES has the protobuf messages (conformance/peers/protobuf).
"""
import json
import os
import sys

PREFIX = "#/components/schemas/io.k8s."


def name_of(reference):
    return reference.split("/")[-1].removeprefix("io.k8s.")


def type_of(schema):
    if "allOf" in schema:
        return "@" + name_of(schema["allOf"][0]["$ref"])
    if "$ref" in schema:
        return "@" + name_of(schema["$ref"])
    kind, form = schema.get("type"), schema.get("format")
    if kind == "array":
        return "[" + type_of(schema["items"]) + "]"
    if kind == "object":
        return "{" + type_of(schema["additionalProperties"]) + "}" if "additionalProperties" in schema else "obj"
    scalars = {
        ("string", None): "s",
        ("boolean", None): "b",
        ("string", "byte"): "bytes",
        ("string", "date-time"): "time",
        ("string", "int-or-string"): "intstr",
        ("integer", "int32"): "i32",
        ("integer", "int64"): "i64",
        ("integer", None): "i32",
        ("number", "double"): "f64",
        (None, None): "any",
    }
    return scalars[(kind, form)]


def compact(value):
    return json.dumps(value, separators=(",", ":"))


def field(name, schema, required, numbers):
    words = [name + ("!" if name in required else ""), type_of(schema)]
    if name in numbers:
        words.append("#" + numbers[name])
    if "x-kubernetes-list-type" in schema:
        words.append("lt=" + schema["x-kubernetes-list-type"])
    if "x-kubernetes-list-map-keys" in schema:
        words.append("lk=" + ",".join(schema["x-kubernetes-list-map-keys"]))
    if "x-kubernetes-map-type" in schema:
        words.append("mt=" + schema["x-kubernetes-map-type"])
    if "x-kubernetes-patch-strategy" in schema:
        words.append("ps=" + schema["x-kubernetes-patch-strategy"])
    if "x-kubernetes-patch-merge-key" in schema:
        words.append("pk=" + schema["x-kubernetes-patch-merge-key"])
    if "default" in schema:
        words.append("d=" + compact(schema["default"]))
    item = schema.get("items") or {}
    if item.get("default") not in (None, "", {}):
        words.append("id=" + compact(item["default"]))
    values = schema.get("enum") or item.get("enum")
    if values:
        words.append("e=" + "|".join(values))
    return " ".join(words)


def schema_row(name, schema, messages):
    row = {}
    gvks = [
        "/".join((g["group"], g["version"], g["kind"])) for g in schema.get("x-kubernetes-group-version-kind", [])
    ]
    if gvks:
        row["gvk"] = gvks
    properties = schema.get("properties", {})
    if not properties:
        return {"type": "obj", **row}
    numbers = {}
    for line in messages.get(name, []):
        number, json_name = line.split()[:2]
        numbers[json_name.rstrip("!")] = number
    row["f"] = [field(n, s, schema.get("required", []), numbers) for n, s in sorted(properties.items())]
    if "x-kubernetes-map-type" in schema:
        row["x"] = ["mt=" + schema["x-kubernetes-map-type"]]
    if "x-kubernetes-unions" in schema:
        row["union"] = schema["x-kubernetes-unions"]
    return row


class Sets:
    """The sets of query parameters and media types that operations share."""

    def __init__(self, sets):
        self.sets = sets

    def find(self, letter, values):
        for key, known in self.sets.items():
            if key[0] == letter and known == values:
                return key
        key = letter + str(1 + max(int(k[1:]) for k in self.sets if k[0] == letter))
        self.sets[key] = values
        return key


def query(parameter):
    kinds = {"integer": ":i", "boolean": ":b", "string": ""}
    return parameter["name"] + ("!" if parameter.get("required") else "") + kinds[parameter["type"]]


def media(types):
    return [t for t in types if "cbor" not in t]


def row_of(method, operation, shared, resolve, sets):
    parameters = [resolve(p) for p in operation.get("parameters", []) + shared]
    kind = operation.get("x-kubernetes-group-version-kind")
    words = [
        method.upper(),
        operation.get("x-kubernetes-action", "-"),
        "/".join((kind["group"], kind["version"], kind["kind"])) if kind else "-",
        sets.find("q", sorted(query(p) for p in parameters if p["in"] == "query")),
    ]
    consumes = media(operation.get("consumes", []))
    if consumes != ["*/*"]:
        words.append(sets.find("c", consumes))
    words.append(sets.find("a", media(operation.get("produces", []))))
    body = [p for p in parameters if p["in"] == "body"]
    if body:
        words.append("<@" + name_of(body[0]["schema"]["$ref"]))
    answers = [
        code + (":@" + name_of(answer["schema"]["$ref"]) if "schema" in answer else "")
        for code, answer in operation["responses"].items()
    ]
    words.append(">" + ",".join(answers))
    words.append(operation["operationId"])
    return " ".join(words)


def resource_row(resource):
    name = resource["name"]
    words = [
        name,
        resource["kind"],
        "sub" if "/" in name else "ns" if resource["namespaced"] else "cluster",
        ",".join(resource["verbs"]),
    ]
    if "/" in name:
        words.append("gvk=" + "/".join((resource.get("group", ""), resource.get("version", ""), resource["kind"])))
    elif resource.get("singularName"):
        words.append("one=" + resource["singularName"])
    if resource.get("shortNames"):
        words.append("short=" + ",".join(resource["shortNames"]))
    if resource.get("categories"):
        words.append("cat=" + ",".join(resource["categories"]))
    return " ".join(words)


def column(definition):
    text = definition["name"] + ":" + definition["type"]
    if definition.get("format"):
        text += "/" + definition["format"]
    return text + ("*" + str(definition["priority"]) if definition.get("priority") else "")


def write(facts, path):
    """The table as it always is: a line a schema, a path, a group version or a row of one."""
    with open(path, "w") as out:
        out.write('{"format":%s,"kubernetes":%s,\n"legend":{\n' % (compact(facts["format"]), compact(facts["kubernetes"])))
        out.write(",\n".join(compact(k) + ":" + compact(v) for k, v in facts["legend"].items()) + "}")
        for part in ("schemas", "protoOnly", "sets", "paths", "resources", "tables"):
            out.write(",\n" + compact(part) + ":{\n")
            lines = []
            for key, value in facts[part].items():
                if part in ("paths", "resources") and len(value) > 1:
                    text = "[\n" + ",\n".join(" " + compact(row) for row in value) + "]"
                else:
                    text = compact(value)
                lines.append(compact(key) + ":" + text)
            out.write(",\n".join(lines) + "\n}")
        out.write("\n}\n")


def load(*parts):
    with open(os.path.join(*parts)) as file:
        return json.load(file)


def main():
    documents, facts_file, messages_file, *versions = sys.argv[1:]
    facts, messages = load(facts_file), load(messages_file)
    swagger = load(documents, "v2.json")
    sets = Sets(facts["sets"])

    def resolve(parameter):
        if "$ref" in parameter:
            return swagger["parameters"][parameter["$ref"].split("/")[-1]]
        return parameter

    for version in versions:
        stem = version.replace("/", "_")
        for name, schema in load(documents, stem + ".v3.json")["components"]["schemas"].items():
            name = name.removeprefix("io.k8s.")
            if name.startswith("api.") and name not in facts["schemas"]:
                facts["schemas"][name] = schema_row(name, schema, messages)
        for path, operations in swagger["paths"].items():
            if path.startswith("/apis/" + version + "/") or path == "/apis/" + version.split("/")[0] + "/":
                shared = operations.get("parameters", [])
                facts["paths"][path] = [
                    row_of(method, operations[method], shared, resolve, sets)
                    for method in ("get", "put", "post", "patch", "delete")
                    if method in operations
                ]
        resources = load(documents, stem + ".discovery.json")["resources"]
        facts["resources"][version] = [resource_row(r) for r in resources]
        for resource in resources:
            table = os.path.join(documents, stem + "_" + resource["name"] + ".table.json")
            if os.path.exists(table):
                facts["tables"][version + "/" + resource["name"]] = " | ".join(
                    column(c) for c in load(table)["columnDefinitions"]
                )
    for part in ("schemas", "paths", "tables"):
        facts[part] = dict(sorted(facts[part].items()))
    write(facts, facts_file)


if __name__ == "__main__":
    main()
