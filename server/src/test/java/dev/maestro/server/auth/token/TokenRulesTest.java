package dev.maestro.server.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.server.auth.Memberships;
import dev.maestro.server.auth.Permission;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.auth.ProjectAccess;
import dev.maestro.server.auth.token.RefusedTokenException.Rule;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenRulesTest {
    private final Fixture fixture = new Fixture("https://id.example.org", "hub", new AdasMemberships());

    /** Ada is a member of {@code proj_m}, and whoever has her address of {@code proj_e}. */
    private static final class AdasMemberships implements Memberships {
        @Override
        public boolean includes(String projectId, String userId, @Nullable String email) {
            return projectsOf(userId, email).contains(projectId);
        }

        @Override
        public Set<String> projectsOf(String userId, @Nullable String email) {
            return "ada@example.org".equals(email)
                    ? Set.of("proj_m", "proj_e")
                    : userId.equals("ada") ? Set.of("proj_m") : Set.of();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'project_access':['proj_1','proj_2']                                 | proj_1,proj_2,proj_m",
                "'app_metadata':{'project_access':['proj_3'],'provider':'email'}      | proj_3,proj_m",
                "'project_access':['proj_1'],'app_metadata':{'project_access':'*'}    | proj_1,proj_m",
                "'user_metadata':{'project_access':'*','permissions':['admin']}       | proj_m",
                "'project_access':[]                                                  | proj_m",
                "'project_access':['*']                                               | *,proj_m",
                "'email':'Ada@Example.org'                                            | proj_m,proj_e",
                "'email':'Ada@Example.org','email_verified':true                      | proj_m,proj_e",
                "'email':'ada@example.org','email_verified':false                     | proj_m",
                "'email':''                                                           | proj_m"
            })
    void aTokenNamesTheProjectsThatMayBeSeenBesideMemberships(String claims, String projects) {
        Principal principal = verify(claims);

        assertThat(principal.access().all()).isFalse();
        assertThat(principal.access().projectIds()).containsExactlyInAnyOrder(projects.split(","));
    }

    @Test
    void anAddressThatOnlyLooksLikeAnotherWhenFoldedIsNotBelieved() {
        // The Kelvin sign, whose small letter is that of the Latin K.
        assertThat(verify("'email':'mi\u212ae@example.org'").email()).isNull();
        assertThat(verify("'email':'miKe@example.org'").email()).isEqualTo("mike@example.org");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'project_access':'*'", "'app_metadata':{'project_access':'*'}"})
    void aStarIsEveryProject(String claims) {
        assertThat(verify(claims).access()).isSameAs(ProjectAccess.ALL);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'a':1                                                    | TERMINAL_WRITE",
                "'permissions':[]                                         | -",
                "'permissions':['fly','admin']                            | ADMIN",
                "'permissions':['ADMIN','Monitor ']                       | -",
                "'permissions':['admin','monitor','terminal:write']       | ADMIN,MONITOR,TERMINAL_WRITE",
                "'app_metadata':{'permissions':['monitor']}               | MONITOR",
                "'permissions':[],'app_metadata':{'permissions':['admin']}| -"
            })
    void aTokenNamesThePermissions(String claims, String permissions) {
        assertThat(verify(claims).permissions().stream().map(Permission::name).toList())
                .containsExactlyInAnyOrder(permissions.equals("-") ? new String[0] : permissions.split(","));
    }

    @Test
    void anOwnerMayDoEverything() {
        Principal owner = verify("'email':'boss@EXAMPLE.org','project_access':[],'permissions':[]");

        assertThat(owner.access()).isSameAs(ProjectAccess.ALL);
        assertThat(owner.permissions()).isEqualTo(Permission.ALL);
        assertThat(owner.email()).isEqualTo("boss@example.org");
    }

    @Test
    void whoOnlySaysTheyAreAnOwnerIsNone() {
        Principal principal = verify("'email':'boss@example.org','email_verified':false");

        assertThat(principal.access().all()).isFalse();
        assertThat(principal.email()).isNull();
        assertThat(principal.permissions()).isEqualTo(Permission.usual());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'project_access':'proj_1'",
                "'project_access':null",
                "'project_access':true",
                "'project_access':{'proj_1':true}",
                "'project_access':[1]",
                "'project_access':[['proj_1']]",
                "'project_access':[null]",
                "'permissions':'admin'",
                "'permissions':null",
                "'permissions':[true]",
                "'permissions':{'admin':true}",
                "'app_metadata':'x'",
                "'app_metadata':null",
                "'app_metadata':[]",
                "'app_metadata':{'permissions':7}",
                "'email':5",
                "'email':['boss@example.org']",
                "'email_verified':'true','email':'boss@example.org'",
                "'email_verified':1"
            })
    void aClaimOfAWrongTypeRefusesTheTokenNamingTheClaim(String claims) {
        String name = claims.contains("app_metadata':{") ? "permissions" : claims.split("'")[1];

        assertThatThrownBy(() -> verify(claims))
                .isInstanceOfSatisfying(
                        RefusedTokenException.class, e -> assertThat(e.rule()).isEqualTo(Rule.CLAIM))
                .hasMessageContaining(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'exp':'1767229200'",
                "'exp':null",
                "'exp':true",
                "'exp':[1767229200]",
                "'exp':-1",
                "'exp':1767229200000",
                "'exp':1e300",
                "'exp':1e999",
                "'exp':1767229200,'nbf':'now'",
                "'exp':1767229200,'iat':{}",
                "'exp':1767229200,'iss':['https://id.example.org']",
                "'exp':1767229200,'aud':{'hub':true}",
                "'exp':1767229200,'aud':[['hub']]",
                "'exp':1767229200,'aud':7",
                "'exp':1767229200,'sub':7",
                "'exp':1767229200,'sub':['ada']"
            })
    void aRegisteredClaimOfAWrongTypeRefusesTheToken(String claims) {
        String usual = (claims.contains("'sub'") ? "" : "'sub':'ada',")
                + (claims.contains("'iss'") ? "" : "'iss':'https://id.example.org',")
                + (claims.contains("'aud'") ? "" : "'aud':'hub',");

        assertThatThrownBy(() -> fixture.verifier.check(Fixture.hs256(json(usual + claims))))
                .isInstanceOfSatisfying(
                        RefusedTokenException.class, e -> assertThat(e.rule()).isEqualTo(Rule.CLAIM));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'iss':'https://id.example.org','aud':'hub'            | -",
                "'iss':'https://id.example.org','aud':['other','hub']  | -",
                "'aud':'hub'                                           | ISSUER",
                "'iss':'https://id.example.org/','aud':'hub'           | ISSUER",
                "'iss':'https://evil.example.org','aud':'hub'          | ISSUER",
                "'iss':'','aud':'hub'                                  | ISSUER",
                "'iss':'https://id.example.org'                        | AUDIENCE",
                "'iss':'https://id.example.org','aud':'Hub'            | AUDIENCE",
                "'iss':'https://id.example.org','aud':[]               | AUDIENCE",
                "'iss':'https://id.example.org','aud':['hub2','x']     | AUDIENCE"
            })
    void issuerAndAudienceMustBeThoseThatAreSet(String claims, String broken) {
        String token = Fixture.hs256(json("'sub':'ada','exp':1767229200," + claims));

        if (broken.equals("-")) {
            assertThat(fixture.verifier.check(token).id()).isEqualTo("ada");
        } else {
            assertRefused(token, Rule.valueOf(broken));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'role':'anon'",
                "'role':'service_role'",
                "'sub':''",
                "'sub':' \\t '",
                "'sub':'\\u0000'",
                "'sub':'ada\\n2026-01-01 INFO all is well'",
                "'sub':'ada\\u0085'"
            })
    void aTokenWithoutAUsableSubjectIsNobodys(String claims) {
        assertRefused(
                Fixture.hs256(json(claims + ",'exp':1767229200,'iss':'https://id.example.org','aud':'hub'")),
                Rule.SUBJECT);
    }

    @Test
    void aSubjectIsAtMostTwoHundredCharacters() {
        String rest = "','exp':1767229200,'iss':'https://id.example.org','aud':'hub'";

        assertThat(fixture.verifier
                        .check(Fixture.hs256(json("'sub':'" + "s".repeat(200) + rest)))
                        .id())
                .hasSize(200);
        assertRefused(Fixture.hs256(json("'sub':'" + "s".repeat(201) + rest)), Rule.SUBJECT);
    }

    private Principal verify(String claims) {
        return fixture.verifyWith(("'iss':'https://id.example.org','aud':'hub'," + claims).replace('\'', '"'));
    }

    private static String json(String members) {
        return "{" + members.replace('\'', '"') + "}";
    }

    private void assertRefused(String token, Rule rule) {
        assertThatThrownBy(() -> fixture.verifier.check(token))
                .isInstanceOfSatisfying(
                        RefusedTokenException.class, e -> assertThat(e.rule()).isEqualTo(rule));
    }
}
