package example;

import static org.springframework.security.config.Customizer.withDefaults;

import io.github.hlsprebuffer.servlet.PrebufferFilter;
import io.github.hlsprebuffer.servlet.PrebufferStatisticsServlet;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/** Serves the files of a directory below {@code /media} to viewers with a password. */
@SpringBootApplication
public class StreamApplication {
  /** Starts the application. */
  public static void main(String[] args) {
    SpringApplication.run(StreamApplication.class, args);
  }

  // README
  /** Behind the filters of Spring Security, which come first by default. */
  @Bean
  FilterRegistrationBean<PrebufferFilter> prebuffer() {
    var prebuffer = new FilterRegistrationBean<>(new PrebufferFilter());
    prebuffer.addUrlPatterns("/media/*");
    return prebuffer;
  }

  // /README

  @Bean
  ServletRegistrationBean<PrebufferStatisticsServlet> statistics() {
    return new ServletRegistrationBean<>(new PrebufferStatisticsServlet(), "/statistics.json");
  }

  @Bean
  SecurityFilterChain security(HttpSecurity http) throws Exception {
    return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
        .httpBasic(withDefaults())
        .build();
  }

  @Bean
  UserDetailsService users() {
    return new InMemoryUserDetailsManager(user("first"), user("second"));
  }

  private static UserDetails user(String name) {
    return User.withUsername(name).password("{noop}" + name).roles("VIEWER").build();
  }
}
