/** Pushes site plans to gateways: checked, signed, kept until they are answered. */
@NullMarked
package eu.releve.cloud.push;

import org.jspecify.annotations.NullMarked;
