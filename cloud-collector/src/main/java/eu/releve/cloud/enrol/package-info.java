/** Lets gateways in: claims, the certificates they become, and who may no longer use one. */
@NullMarked
package eu.releve.cloud.enrol;

import org.jspecify.annotations.NullMarked;
