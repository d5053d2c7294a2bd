/** Runs the proofs of profiles against the decoders. */
@NullMarked
package eu.releve.decode.proof;

import org.jspecify.annotations.NullMarked;
