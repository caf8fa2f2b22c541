"""Uses an API server as programs in Python do: the typed client, watches, the dynamic client and custom objects.

Takes the path of a kubeconfig. Ends with an exception where the server answers otherwise than a client expects.
"""

import sys
import threading

from kubernetes import client, config, dynamic, utils, watch
from kubernetes.client.exceptions import ApiException

NAMESPACE = "default"


def configmaps(core):
    """Objects, patches, selectors and pages of the typed client."""
    for i in range(5):
        core.create_namespaced_config_map(
            NAMESPACE,
            client.V1ConfigMap(
                metadata=client.V1ObjectMeta(name=f"map-{i}", labels={"set": "pages", "odd": str(i % 2)}),
                data={"n": str(i)},
            ),
        )
    odd = core.list_namespaced_config_map(NAMESPACE, label_selector="set=pages,odd in (1)")
    assert [each.metadata.name for each in odd.items] == ["map-1", "map-3"], odd.items
    one = core.list_namespaced_config_map(NAMESPACE, field_selector="metadata.name=map-2")
    assert [each.data for each in one.items] == [{"n": "2"}], one.items

    names, token = [], None
    while token is None or token:
        page = core.list_namespaced_config_map(NAMESPACE, label_selector="set=pages", limit=2, _continue=token)
        names += [each.metadata.name for each in page.items]
        token = page.metadata._continue or ""
    assert names == [f"map-{i}" for i in range(5)], names

    changed = core.patch_namespaced_config_map("map-0", NAMESPACE, {"data": {"n": None, "m": "1"}})
    assert changed.data == {"m": "1"}, changed.data
    changed.data["m"] = "2"
    core.replace_namespaced_config_map("map-0", NAMESPACE, changed)
    try:
        core.replace_namespaced_config_map("map-0", NAMESPACE, changed)
        raise AssertionError("an old version was taken")
    except ApiException as e:
        assert e.status == 409, e
    try:
        core.read_namespaced_config_map("absent", NAMESPACE)
        raise AssertionError("found what is not there")
    except ApiException as e:
        assert e.status == 404 and '"reason":"NotFound"' in e.body, e
    core.delete_collection_namespaced_config_map(NAMESPACE, label_selector="set=pages")
    assert not core.list_namespaced_config_map(NAMESPACE, label_selector="set=pages").items


def watches(core):
    """Each change once and in order, from where a list left off."""
    start = core.list_namespaced_secret(NAMESPACE).metadata.resource_version

    def change():
        secret = client.V1Secret(metadata=client.V1ObjectMeta(name="watched"), string_data={"a": "b"})
        core.create_namespaced_secret(NAMESPACE, secret)
        core.patch_namespaced_secret("watched", NAMESPACE, {"stringData": {"a": "c"}})
        core.delete_namespaced_secret("watched", NAMESPACE)

    writer = threading.Thread(target=change)
    writer.start()
    seen = []
    stream = watch.Watch()
    for event in stream.stream(core.list_namespaced_secret, NAMESPACE, resource_version=start, timeout_seconds=60):
        seen.append((event["type"], event["object"].data["a"]))
        if event["type"] == "DELETED":
            stream.stop()
    writer.join()
    assert seen == [("ADDED", "Yg=="), ("MODIFIED", "Yw=="), ("DELETED", "Yw==")], seen


def dynamics(api):
    """Discovery, a definition and its objects, and server-side apply, without types."""
    found = dynamic.DynamicClient(api)
    definitions = found.resources.get(api_version="apiextensions.k8s.io/v1", kind="CustomResourceDefinition")
    schema = {
        "type": "object",
        "properties": {
            "spec": {"type": "object", "properties": {"size": {"type": "integer", "minimum": 1}}},
            "status": {"type": "object", "properties": {"ready": {"type": "boolean"}}},
        },
    }
    definitions.create(
        body={
            "apiVersion": "apiextensions.k8s.io/v1",
            "kind": "CustomResourceDefinition",
            "metadata": {"name": "cups.python.example.com"},
            "spec": {
                "group": "python.example.com",
                "scope": "Namespaced",
                "names": {"plural": "cups", "singular": "cup", "kind": "Cup", "listKind": "CupList"},
                "versions": [
                    {
                        "name": "v1",
                        "served": True,
                        "storage": True,
                        "subresources": {"status": {}},
                        "schema": {"openAPIV3Schema": schema},
                    }
                ],
            },
        }
    )
    for event in definitions.watch(name="cups.python.example.com", timeout=60):
        conditions = (event["raw_object"].get("status") or {}).get("conditions") or []
        if any(each["type"] == "Established" and each["status"] == "True" for each in conditions):
            break
    found.resources.invalidate_cache()
    cups = found.resources.get(api_version="python.example.com/v1", kind="Cup")
    cup = {"apiVersion": "python.example.com/v1", "kind": "Cup", "metadata": {"name": "small"}, "spec": {"size": 1}}
    cups.create(body=cup, namespace=NAMESPACE)
    try:
        cups.create(body={**cup, "metadata": {"name": "none"}, "spec": {"size": 0}}, namespace=NAMESPACE)
        raise AssertionError("took what the schema forbids")
    except dynamic.exceptions.UnprocessibleEntityError as e:
        assert "should be greater than or equal to 1" in e.summary(), e.summary()
    cups.status.patch(
        body={"status": {"ready": True}},
        name="small",
        namespace=NAMESPACE,
        content_type="application/merge-patch+json",
    )
    assert cups.get(name="small", namespace=NAMESPACE).status.ready is True

    deployments = found.resources.get(api_version="apps/v1", kind="Deployment")
    wanted = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "applied"},
        "spec": {
            "selector": {"matchLabels": {"app": "a"}},
            "template": {
                "metadata": {"labels": {"app": "a"}},
                "spec": {"containers": [{"name": "c", "image": "example.com/c:1"}]},
            },
        },
    }
    made = deployments.server_side_apply(body=wanted, name="applied", namespace=NAMESPACE, field_manager="script")
    assert made.spec.replicas == 1, made.spec
    owners = [(each.manager, each.operation) for each in made.metadata.managedFields]
    assert owners == [("script", "Apply")], owners


def manifests(api):
    """Objects of several kinds from one list, as a manifest has them."""
    objects = [
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "made"}},
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "robot", "namespace": "made"}},
        {
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": "Role",
            "metadata": {"name": "reader", "namespace": "made"},
            "rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}],
        },
    ]
    utils.create_from_yaml(api, yaml_objects=objects)
    token = client.CoreV1Api(api).create_namespaced_service_account_token(
        "robot", "made", client.AuthenticationV1TokenRequest(spec=client.V1TokenRequestSpec(audiences=[]))
    )
    assert token.status.token.count(".") == 2, token


def main():
    config.load_kube_config(sys.argv[1])
    api = client.ApiClient()
    core = client.CoreV1Api(api)
    configmaps(core)
    watches(core)
    dynamics(api)
    manifests(api)
    assert client.VersionApi(api).get_code().minor == "37"
    print("ok")


main()
