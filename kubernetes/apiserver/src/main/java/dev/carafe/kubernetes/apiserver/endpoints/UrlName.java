package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.generic.ObjectMetas;

/** An object that is put must say its name, and the same one as the URL ({@code apiserver/pkg/endpoints/handlers}). */
final class UrlName {
    private UrlName() {}

    /** @throws StatusError BadRequest when it has none or another */
    static void check(Struct object, String onUrl) {
        String name = ObjectMetas.text(object, "name");
        if (name.isEmpty()) {
            throw StatusError.badRequest(
                    "the name of the object (" + onUrl + " based on URL) was undeterminable: name must be provided");
        }
        if (!name.equals(onUrl)) {
            throw StatusError.badRequest(
                    "the name of the object (" + name + ") does not match the name on the URL (" + onUrl + ")");
        }
    }
}
