/**
 * What may still be changed in an object, or speak against it, after authorization and before storage: namespace
 * lifecycle, service accounts, defaults that need other objects. Webhooks will stand here too.
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.admission;

import org.jspecify.annotations.NullMarked;
