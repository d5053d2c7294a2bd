/** Says who asks: accounts, sessions and API tokens. */
@NullMarked
package eu.releve.cloud.account;

import org.jspecify.annotations.NullMarked;
