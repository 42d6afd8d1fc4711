import { Bone, OnTheWay } from "../../app/bones";
import "./studio.css";
import "./map.css";
import "./side.css";

/** The home of an app on its way: its bar, three columns of cards, what waits at the side. */
export function HomeBones() {
  return (
    <OnTheWay className="studio-home">
      <div className="studio-bar is-coming">
        <Bone width={24} height={24} />
        <Bone width={96} height={16} />
        <span className="push" />
        <Bone width={152} height={32} />
      </div>
      <div className="studio-split">
        <div className="studio-main">
          <div className="studio-title">
            <Bone width={160} height={16} />
          </div>
          <div className="studio-map">
            {[132, 180, 160].map((height) => (
              <div key={height} className="studio-column is-coming">
                <Bone width="100%" height={height} />
                <Bone width="100%" height={96} />
              </div>
            ))}
          </div>
        </div>
        <div className="studio-side">
          <Bone width="100%" height={96} />
          <Bone width="100%" height={64} />
          <Bone width="100%" height={220} />
        </div>
      </div>
    </OnTheWay>
  );
}
